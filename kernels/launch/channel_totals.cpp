#include "kernels/launch/channel_totals.hpp"

#include <cstddef>
#include <stdexcept>

namespace ceo::launch {

namespace {

void add_table(std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
  if (to.size() != from.size()) {
    throw std::invalid_argument("totals of different channels cannot be added");
  }
  for (std::size_t i = 0; i < to.size(); ++i) to[i] += from[i];
}

}  // namespace

ChannelTotals::ChannelTotals(const models::ScalarChannel::Params& params)
    : symbols(static_cast<std::size_t>(models::ScalarChannel::symbols(params))),
      joint(kShapeBins * static_cast<std::size_t>(models::ScalarChannel::columns(params))),
      errors(kShapeBins),
      source_bins(static_cast<std::size_t>(kSourceBinSums) * kSourceBins) {}

void ChannelTotals::add(const ChannelTotals& other) {
  add_table(symbols, other.symbols);
  add_table(joint, other.joint);
  add_table(errors, other.errors);
  add_table(source_bins, other.source_bins);
  strips += other.strips;
  non_finite += other.non_finite;
  overflow += other.overflow;
}

}  // namespace ceo::launch
