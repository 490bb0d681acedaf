#include "host/run/host_check.hpp"

#include <cmath>
#include <utility>

#include "host/run/plan.hpp"

namespace ceo::run {

// Canonical texts of cells begin with the name of a model, so no cell has this text.
HostContext::HostContext(std::uint64_t seed, const std::string& claim, const std::string& stream,
                         std::uint64_t instances, HostMachine machine)
    : seed_(seed),
      claim_(claim),
      stream_(stream),
      instances_(instances),
      machine_(machine),
      key_(stream_key(seed, "host " + claim + ' ' + stream)) {}

std::array<std::uint32_t, 2> HostContext::replica_key(const std::string& problem) const {
  return stream_key(seed_, "replicas " + claim_ + ' ' + stream_ + ' ' + problem);
}

const Trace& HostContext::trace() const {
  if (trace_ == nullptr) throw NotRecorded("there is no trace of recorded gradients");
  return *trace_;
}

std::string to_string(Required required) {
  return required == Required::rejected ? "rejected" : "accepted";
}

HostOutcome exactly(double value, double predicted, double rounding, double unit,
                    std::uint64_t instances, std::string words) {
  HostOutcome outcome;
  outcome.estimate = {value, 0, instances, stats::Law::exact};
  outcome.prediction = {predicted, rounding, unit, 0};
  outcome.words = std::move(words);
  return outcome;
}

HostOutcome at_most(double excess, double rounding, double unit, std::uint64_t instances,
                    std::string words) {
  const double violation = excess > 0 || std::isnan(excess) ? excess : 0;
  return exactly(violation, 0, rounding, unit, instances, std::move(words));
}

HostOutcome tested(double value, double expected, double spread, double p, std::uint64_t samples,
                   std::string words) {
  HostOutcome outcome;
  outcome.estimate = {value, spread, samples, stats::Law::own, p};
  outcome.prediction = {expected, 0, spread, 1};
  outcome.words = std::move(words);
  return outcome;
}

void Largest::take(double value, std::uint64_t instance) {
  ++count_;
  if (std::isnan(value_) || value <= value_) return;
  value_ = value;  // a NaN is not below anything
  at_ = instance;
}

}  // namespace ceo::run
