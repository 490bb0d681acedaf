// Where the random numbers of a cell come from: our Philox, or a foreign generator as a second
// opinion.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace ceo::launch {

/// All but philox are generators of cuRAND's host interface (see foreign_normals.hpp).
enum class Generator {
  philox,    ///< Philox4x32-10 by counters, docs/engine.md: the only one that promises bits
  xorwow,    ///< xorshift of 160 bits plus a Weyl sequence (Marsaglia 2003)
  mrg32k3a,  ///< two recurrences modulo primes near 2^32, combined (L'Ecuyer 1999)
  mt19937,   ///< Mersenne Twister, period 2^19937 - 1 (Matsumoto and Nishimura 1998)
  mtgp32     ///< Mersenne Twister for graphic processors, period 2^11213 - 1 (Saito 2010)
};

[[nodiscard]] std::string to_string(Generator generator);
/// Every name, philox first.
[[nodiscard]] std::vector<std::string> generator_names();
/// Nothing for a name that is not one of generator_names().
[[nodiscard]] std::optional<Generator> generator_of(const std::string& name);

/// Why a generator that cuRAND has cannot take part ("sobol32": its points are not independent);
/// empty for every other word.
[[nodiscard]] std::string why_unfit(const std::string& name);

/// Whether the samples from any strip on can be drawn without all those before them. Shards,
/// resuming and every range that does not begin at strip 0 need it. True for philox alone: cuRAND's
/// offset moves each of the interleaved subsequences of xorwow and mrg32k3a rather than the place
/// in their stream of normals, and the Mersenne Twisters refuse it.
[[nodiscard]] bool can_skip_ahead(Generator generator);

}  // namespace ceo::launch
