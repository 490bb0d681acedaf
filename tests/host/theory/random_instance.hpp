// Random problems for tests, from a seed that stands in the test.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/theory/channel.hpp"
#include "tests/support/splitmix.hpp"

namespace ceo::theory::testing {

/// 10^[low, high], in steps of 2^-32 of the range.
inline double power(ceo::testing::SplitMix& words, double low, double high) {
  return std::pow(10.0, low + (high - low) * (words.word() * 0x1p-32));
}

inline std::vector<double> powers(ceo::testing::SplitMix& words, std::size_t count, double low,
                                  double high) {
  std::vector<double> values(count);
  for (double& value : values) value = power(words, low, high);
  return values;
}

/// K unequal workers with rates from 0.03 to 3 nat; every fourth silent, but never all.
inline Channel random_channel(ceo::testing::SplitMix& words, std::size_t workers) {
  const std::vector<double> var_n = powers(words, workers, -1, 1);
  std::vector<double> rates = powers(words, workers, -1.5, 0.5);
  for (double& rate : rates) {
    if (words.below(4) == 0) rate = 0;
  }
  rates[words.below(static_cast<std::uint32_t>(workers))] = 0.7;
  return channel_from_rates(power(words, -1, 1), var_n, rates);
}

inline std::vector<std::size_t> random_order(ceo::testing::SplitMix& words, std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[words.below(static_cast<std::uint32_t>(i))]);
  }
  return order;
}

inline double total(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0);
}

/// The message of the usage error that a call must raise.
template <class Call>
std::string message_of(const Call& call) {
  try {
    (void)call();
  } catch (const Error& error) {
    return error.code() == ExitCode::usage ? error.what() : "not a usage error";
  }
  return "no error";
}

}  // namespace ceo::theory::testing
