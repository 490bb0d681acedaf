// Options of topics that speak about K workers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace ceo::verify {

/// The numbers of a list, repeated for every worker if it has one and `workers` is given.
/// `option` names the option in messages. Throws Error(usage).
[[nodiscard]] std::vector<double> per_worker(const std::string& text, const std::string& option,
                                             const std::optional<std::uint64_t>& workers);

/// The same for a second list, which must have `count` numbers, as --var-n has.
[[nodiscard]] std::vector<double> per_worker_of(const std::string& text, const std::string& option,
                                                const std::optional<std::uint64_t>& workers,
                                                std::size_t count);

/// Workers as users count them, from 1.
[[nodiscard]] std::vector<std::size_t> counted_from_one(std::vector<std::size_t> workers);

}  // namespace ceo::verify
