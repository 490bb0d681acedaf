#include "host/run/host_draws.hpp"

#include <algorithm>

#include "host/base/error.hpp"
#include "kernels/core/draws.hpp"
#include "kernels/core/philox.hpp"

namespace ceo::run {

std::uint32_t HostDraws::word() {
  if (used_ == words_.size()) {
    words_ = {static_cast<std::uint32_t>(instance_), static_cast<std::uint32_t>(instance_ >> 32),
              block_, 0};
    philox(words_[0], words_[1], words_[2], words_[3], key_[0], key_[1]);
    ensure(++block_ != 0, "an instance of a host check used up its random numbers");
    used_ = 0;
  }
  return words_.at(used_++);
}

double HostDraws::uniform() {
  const std::uint64_t high = word() >> 5;  // 27 bits
  const std::uint64_t low = word() >> 6;   // 26 bits
  const auto k = static_cast<double>((high << 26) | low);
  return std::min((k + 0.5) * 0x1p-53, 1 - 0x1p-53);
}

double HostDraws::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

double HostDraws::normal() {
  spare_ = !spare_;
  if (!spare_) return second_;
  float first = 0;
  const std::uint32_t radius = word();
  const std::uint32_t angle = word();
  box_muller<float>(radius, angle, first, second_);
  return first;
}

std::uint64_t HostDraws::below(std::uint64_t count) {
  ensure(count > 0, "HostDraws::below: there is nothing to choose from");
  const std::uint64_t high = word();
  const std::uint64_t bits = (high << 32) | word();
  // The high half of the product of 64 by 64 bits.
  __extension__ using Wide = unsigned __int128;
  return static_cast<std::uint64_t>((static_cast<Wide>(bits) * count) >> 64);
}

}  // namespace ceo::run
