#include <stdexcept>

#include "kernels/launch/channel_launcher.hpp"
#include "kernels/launch/device_channel.hpp"

namespace ceo::launch {

namespace {

struct TotalsSink {
  ChannelTotals& totals;
  int columns;
  void symbol(int symbol) { ++totals.symbols[static_cast<std::size_t>(symbol)]; }
  void pair(int bin, int column) {
    ++totals.joint[static_cast<std::size_t>(bin) * static_cast<std::size_t>(columns) +
                   static_cast<std::size_t>(column)];
  }
  void count(int /*variable*/, int bin) { ++totals.errors[static_cast<std::size_t>(bin)]; }
  void bin(int sum, int bin, std::int32_t value) {
    totals
        .source_bins[static_cast<std::size_t>(sum) * kSourceBins + static_cast<std::size_t>(bin)] +=
        value;
  }
  void broken(Broken kind) { ++(kind == Broken::non_finite ? totals.non_finite : totals.overflow); }
};

}  // namespace

ChannelTotals run_channel_virtual(const models::ScalarChannel::Params& params,
                                  const StripRange& range, int threads) {
  check_channel(params, range);
  if (threads < 1) throw std::invalid_argument("a virtual device needs a thread");
  ChannelTotals totals(params);
  TotalsSink sink{totals, models::ScalarChannel::columns(params)};
  for (int index = 0; index < threads; ++index) {
    ChannelKernel::run(params, {range.first, range.count}, static_cast<std::uint64_t>(index),
                       static_cast<std::uint64_t>(threads), sink);
  }
  totals.strips = range.count;
  return totals;
}

}  // namespace ceo::launch
