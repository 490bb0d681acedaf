// Samples of scalar channels for host checks: drawn by the engine on the threads of the run,
// counted, kept for the checks of a claim that look at the same ones.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "host/run/claim.hpp"
#include "host/stats/plug_in.hpp"
#include "kernels/launch/channel_totals.hpp"

namespace ceo::verify {

/// A scalar channel in the unit of the gradient; sX2 = 1.
struct ChannelPoint {
  std::string name;  ///< names the draws: a faulty variant of the same name shares them
  models::ScalarChannel::Law law = models::ScalarChannel::kGaussian;
  std::vector<double> var_n;  ///< [K]
  std::vector<double> size;   ///< [K] see ScalarChannel::Law; any number for signs
  int bits = 0;               ///< of kMidrise
  double weight = 1;          ///< Xhat = weight sum_k U_k
  double mse = 1;             ///< D in theory, sets the scales of the bins
  double correlation_n = 0;   ///< fault: between N_1 and N_2
  bool dithered = true;       ///< fault if false: kDithered without its dither
  [[nodiscard]] int workers() const { return static_cast<int>(var_n.size()); }
};

/// What was counted, with the float32 parameters it was counted under.
struct SampledChannel {
  models::ScalarChannel::Params params{};
  launch::ChannelTotals totals;
  [[nodiscard]] std::uint64_t samples() const { return totals.strips * 32; }
  /// X in 194 bins against the columns.
  [[nodiscard]] stats::CountTable joint() const;
  /// E[(Xhat - X)^2] in gradient^2, its standard error from the fourth moment of the 194 bins of e.
  [[nodiscard]] stats::Estimate mse() const;
};

/// Inner edges of the 194 bins times `unit`: 193 numbers from -6 to 6.
[[nodiscard]] std::vector<double> bin_edges(double unit);

/// Keeps what it drew as long as it lives. May be used from several threads.
class ChannelSamples {
 public:
  /// @param per_instance  samples for each instance of the plan, a multiple of 32
  explicit ChannelSamples(std::uint64_t per_instance) : per_instance_(per_instance) {}
  /// The samples of the point: instances times per_instance of them. Error(internal) for a point
  /// that the launcher refuses or whose samples broke.
  [[nodiscard]] std::shared_ptr<const SampledChannel> of(const run::HostContext& context,
                                                         const ChannelPoint& point);
  /// make() once for each name and number of samples: quadrature costs more than sampling.
  [[nodiscard]] stats::PlugInLaw law(const std::string& name, std::uint64_t samples,
                                     const std::function<stats::PlugInLaw()>& make);

 private:
  std::uint64_t per_instance_;
  std::map<std::string, stats::PlugInLaw> laws_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const SampledChannel>> drawn_;
};

/// Several normal estimates against their predictions as one test: Bonferroni's m times the least
/// p. Value: the deviation with the least p, 0 expected; standard error: the largest. Both in
/// `unit`s.
class JointTest {
 public:
  void take(const stats::Estimate& estimate, double predicted, double unit = 1);
  /// A bound that `excess` should not be above 0: one-sided, p = P(more than this much).
  void take_bound(double excess, double standard_error, std::uint64_t samples);
  [[nodiscard]] run::HostOutcome outcome(std::string words) const;
  [[nodiscard]] double deviation() const { return deviation_; }
  [[nodiscard]] double standard_error() const { return standard_error_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }

 private:
  void take_p(double deviation, double standard_error, std::uint64_t samples, double p);

  double deviation_ = 0, standard_error_ = 0, least_p_ = 2;
  std::uint64_t count_ = 0, samples_ = 0;
};

/// Adds a figure after those that the claim has on the host.
void add_figure(run::Claim& claim, std::function<run::Series(const run::HostContext&)> figure);

/// A host quantity that samples: its test has a law of its own.
[[nodiscard]] run::HostQuantity sampled_quantity(
    std::string id, std::string statement, const std::string& unit,
    std::function<run::HostOutcome(const run::HostContext&)> check);

}  // namespace ceo::verify
