// Checks without samples: a claim that is evaluated on the host, on instances drawn from the seed.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "host/base/error.hpp"
#include "host/run/host_draws.hpp"
#include "host/run/host_machine.hpp"
#include "host/run/trace.hpp"
#include "host/stats/judge.hpp"

namespace ceo::run {

/// The data that a check reads were not recorded: its finding is `not run`, and this is why.
class NotRecorded : public Error {
 public:
  explicit NotRecorded(const std::string& what, const std::string& where = "",
                       const std::string& remedy = "")
      : Error(ExitCode::file, what, where, remedy) {}
};

/// What a host check may depend on. No clock or file, and the machine changes no bit: equal
/// contexts, equal outcomes.
class HostContext {
 public:
  /// @param stream  names the random numbers: the id of the quantity, unless shared
  HostContext(std::uint64_t seed, const std::string& claim, const std::string& stream,
              std::uint64_t instances, HostMachine machine = {});
  /// How many instances the plan asks for, >= 1.
  [[nodiscard]] std::uint64_t instances() const { return instances_; }
  /// The random numbers of an instance. A quantity and its controls have the same.
  [[nodiscard]] HostDraws draws(std::uint64_t instance) const { return {key_, instance}; }
  /// A Philox key for replicas of SGD (docs/engine.md); a quantity and its controls have the same.
  [[nodiscard]] std::array<std::uint32_t, 2> replica_key(const std::string& problem) const;
  /// Where replicas run.
  [[nodiscard]] const HostMachine& machine() const { return machine_; }
  /// The same check with random numbers of another name, which quantities may share.
  [[nodiscard]] HostContext with_stream(const std::string& stream) const {
    HostContext other(seed_, claim_, stream, instances_, machine_);
    other.trace_ = trace_;
    return other;
  }
  /// Gives a claim that reads recorded gradients its trace.
  void set_trace(std::shared_ptr<const Trace> trace) { trace_ = std::move(trace); }
  /// The recorded gradients. Throws NotRecorded where there are none.
  [[nodiscard]] const Trace& trace() const;

 private:
  std::uint64_t seed_;
  std::string claim_;
  std::string stream_;
  std::uint64_t instances_;
  HostMachine machine_;
  std::array<std::uint32_t, 2> key_;
  std::shared_ptr<const Trace> trace_;
};

/// What a host check found. `samples` of the estimate counts the instances that were looked at.
struct HostOutcome {
  stats::Estimate estimate;
  stats::Prediction prediction;
  std::string words;  ///< one sentence for the page: what was found
};

/// A number that is known to rounding: agrees within `rounding`, a bound counted from operations.
/// @param unit  the rounding counts as an answer if rounding/unit is within the resolution
[[nodiscard]] HostOutcome exactly(double value, double predicted, double rounding, double unit,
                                  std::uint64_t instances, std::string words);
/// A one-sided bound: `excess` is the largest violation found, in the unit of the quantity; what is
/// not above `rounding` agrees, however far below. A NaN stays one and is an error.
[[nodiscard]] HostOutcome at_most(double excess, double rounding, double unit,
                                  std::uint64_t instances, std::string words);
/// A test with a p-value of its own. `spread` is the standard deviation of `value` under the
/// hypothesis, and the unit.
[[nodiscard]] HostOutcome tested(double value, double expected, double spread, double p,
                                 std::uint64_t samples, std::string words);

/// The largest of numbers, and where it was. A NaN is larger than any number and stays.
class Largest {
 public:
  void take(double value, std::uint64_t instance);
  [[nodiscard]] double value() const { return value_; }  ///< -infinity while nothing was taken
  [[nodiscard]] std::uint64_t at() const { return at_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  double value_ = -std::numeric_limits<double>::infinity();
  std::uint64_t at_ = 0, count_ = 0;
};

/// One number that the theory predicts, found without sampling a cell.
struct HostQuantity {
  std::string id, statement, unit_name, resolution_name;  ///< as those of a Quantity
  std::function<HostOutcome(const HostContext&)> check;
  /// Law of the outcome. An exact one takes no share of the false-alarm budget.
  stats::Law law = stats::Law::exact;
  /// The form printed in the source, where the claim also has the corrected one.
  bool printed = false;
  /// A level that the claim declares, in place of a share of the budget: data that are printed in
  /// a source do not change with the seed. Not with Law::exact, which has none.
  std::optional<double> level{};
  /// A resolution that the claim declares, where more instances cannot narrow the error.
  std::optional<double> resolution{};
};

/// What a control must come to.
enum class Required {
  rejected,  ///< a planted fault: the quantity must disagree
  accepted,  ///< a sound case that a check too strict would reject: it must agree
};

/// "rejected" or "accepted": the word in files and plans.
[[nodiscard]] std::string to_string(Required required);

/// The check of a quantity with a planted fault, or with a sound case.
struct HostControl {
  std::string id, description, quantity;  ///< as those of a Control
  std::function<HostOutcome(const HostContext&)> check;
  Required required = Required::rejected;
};

}  // namespace ceo::run
