#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <mutex>
#include <stdexcept>

#include "kernels/core/draws.hpp"
#include "kernels/launch/aligned_memory.hpp"
#include "kernels/launch/channel_launcher.hpp"
#include "kernels/launch/channel_twin.hpp"
#include "kernels/launch/on_threads.hpp"
#include "kernels/launch/request_check.hpp"

namespace ceo::launch {

namespace {

using models::ScalarChannel;

/// Strips handed out at once.
constexpr std::uint64_t kChunk = 256;
/// Strips after which 32-bit counts are folded: 2^31 samples.
constexpr std::uint64_t kFoldAfter = std::uint64_t{1} << 26;

void fold(std::vector<std::uint32_t>& from, std::vector<std::int64_t>& to) {
  for (std::size_t i = 0; i < from.size(); ++i) to[i] += from[i];
  std::fill(from.begin(), from.end(), 0U);
}

/// One thread's scratch and sums.
class ChannelWorker {
 public:
  ChannelWorker(const ScalarChannel::Params& params, Pack pack)
      : params_(params),
        vector_(scalar_channel_twin(pack)),
        scalar_(scalar_channel_twin(Pack::scalar)),
        panel_(zeroed<float>(
            std::max(vector_.panel_floats(params.workers), scalar_.panel_floats(params.workers)))),
        totals_(params),
        symbols_(totals_.symbols.size()),
        joint_(totals_.joint.size()),
        errors_(totals_.errors.size()) {}

  /// The ends of a range that do not fill a pack go through the scalar twin.
  void count(std::uint64_t first, std::uint64_t end) {
    if (pending_ + (end - first) > kFoldAfter) fold_all();
    pending_ += end - first;
    const auto lanes = static_cast<std::uint64_t>(vector_.lanes);
    const std::uint64_t begin_packs = std::min(end, (first + lanes - 1) / lanes * lanes);
    const std::uint64_t end_packs = std::max(begin_packs, end / lanes * lanes);
    ChannelTally tally{symbols_.data(),
                       joint_.data(),
                       errors_.data(),
                       totals_.source_bins.data(),
                       ScalarChannel::columns(params_),
                       0,
                       0};
    scalar_.count(params_, first, begin_packs - first, panel_.get(), tally);
    vector_.count(params_, begin_packs, end_packs - begin_packs, panel_.get(), tally);
    scalar_.count(params_, end_packs, end - end_packs, panel_.get(), tally);
    totals_.strips += end - first;
    totals_.non_finite += tally.non_finite;
    totals_.overflow += tally.overflow;
  }

  [[nodiscard]] const ChannelTotals& totals() {
    fold_all();
    return totals_;
  }

 private:
  void fold_all() {
    fold(symbols_, totals_.symbols);
    fold(joint_, totals_.joint);
    fold(errors_, totals_.errors);
    pending_ = 0;
  }

  ScalarChannel::Params params_;
  const ChannelTwin& vector_;
  const ChannelTwin& scalar_;
  Aligned<float> panel_;
  ChannelTotals totals_;
  std::vector<std::uint32_t> symbols_, joint_, errors_;
  std::uint64_t pending_ = 0;
};

bool is_power_of_two(float value) {
  int exponent = 0;
  return std::frexp(value, &exponent) == 0.5F;
}

void check_quantisers(const ScalarChannel::Params& p) {
  for (int k = 0; k < p.workers; ++k) {
    if (!is_power_of_two(p.size[k]) || p.inverse[k] != 1 / p.size[k]) {
      throw std::invalid_argument("the step of a quantiser is no power of two");
    }
  }
}

}  // namespace

void check_channel(const ScalarChannel::Params& p, const StripRange& range) {
  if (p.workers < 1 || p.workers > ScalarChannel::kMostWorkers) {
    throw std::invalid_argument("a scalar channel has 1 to 16 workers");
  }
  if (p.law < ScalarChannel::kSign || p.law > ScalarChannel::kGaussian) {
    throw std::invalid_argument("unknown law of a scalar channel");
  }
  if (p.law == ScalarChannel::kMidrise &&
      (p.bits < 1 || p.bits > 10 || (1 << std::min(16, p.bits * p.workers)) > kMostColumns)) {
    throw std::invalid_argument("the quantisers have more than 2^10 cells together");
  }
  if (p.law == ScalarChannel::kMidrise || p.law == ScalarChannel::kDithered) check_quantisers(p);
  check_request(p.workers, {}, range);
  check_recorded(p.recorded, range);
}

ChannelTotals run_channel_cpu(const ScalarChannel::Params& params, const StripRange& range,
                              const CpuOptions& options) {
  check_channel(params, range);
  const Pack pack = options.pack.value_or(best_pack());
  std::atomic<std::uint64_t> next{0};
  ChannelTotals totals(params);
  std::mutex mutex;
  const auto work = [&](std::uint64_t /*thread*/) {
    ChannelWorker worker(params, pack);
    for (std::uint64_t i = next.fetch_add(kChunk); i < range.count; i = next.fetch_add(kChunk)) {
      worker.count(range.first + i, range.first + std::min(range.count, i + kChunk));
    }
    const std::lock_guard lock(mutex);
    totals.add(worker.totals());
  };
  on_threads(thread_count(options), work, [&] { next = range.count; });
  return totals;
}

}  // namespace ceo::launch
