#include "host/run/coverage.hpp"

#include <algorithm>
#include <limits>

#include "host/base/error.hpp"

namespace ceo::run {
namespace {

using launch::StripRange;

std::uint64_t end_of(const StripRange& range) {
  return range.first + range.count;
}

}  // namespace

bool is_tidy(const Ranges& ranges) {
  std::uint64_t least = 0;  // where the next range may begin
  bool first = true;
  for (const StripRange& range : ranges) {
    if (range.count == 0) return false;
    if (range.count > std::numeric_limits<std::uint64_t>::max() - range.first) return false;
    if (!first && range.first <= least) return false;
    least = end_of(range);
    first = false;
  }
  return true;
}

std::uint64_t strips_of(const Ranges& ranges) {
  std::uint64_t sum = 0;
  for (const StripRange& range : ranges) sum += range.count;
  return sum;
}

std::optional<StripRange> overlap(const Ranges& a, const Ranges& b) {
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const std::uint64_t from = std::max(a[i].first, b[j].first);
    const std::uint64_t to = std::min(end_of(a[i]), end_of(b[j]));
    if (from < to) return StripRange{from, to - from};
    ++(end_of(a[i]) <= end_of(b[j]) ? i : j);
  }
  return std::nullopt;
}

Ranges united(const Ranges& a, const Ranges& b) {
  ensure(!overlap(a, b), "strips are united twice");
  Ranges all;
  std::merge(a.begin(), a.end(), b.begin(), b.end(), std::back_inserter(all),
             [](const StripRange& x, const StripRange& y) { return x.first < y.first; });
  Ranges tidy;
  for (const StripRange& range : all) {
    if (!tidy.empty() && end_of(tidy.back()) == range.first) {
      tidy.back().count += range.count;
    } else {
      tidy.push_back(range);
    }
  }
  return tidy;
}

Ranges missing(const Ranges& wanted, const Ranges& done) {
  Ranges rest;
  std::size_t j = 0;
  for (const StripRange& range : wanted) {
    std::uint64_t from = range.first;
    while (j < done.size() && end_of(done[j]) <= from) ++j;
    for (std::size_t k = j; k < done.size() && done[k].first < end_of(range); ++k) {
      if (done[k].first > from) rest.push_back({from, done[k].first - from});
      from = std::max(from, std::min(end_of(range), end_of(done[k])));
    }
    if (from < end_of(range)) rest.push_back({from, end_of(range) - from});
  }
  return rest;
}

bool covers(const Ranges& ranges, const StripRange& whole) {
  return ranges.size() == 1 && ranges[0].first == whole.first && ranges[0].count == whole.count;
}

}  // namespace ceo::run
