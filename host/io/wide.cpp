#include "host/io/wide.hpp"

#include <limits>

#include "host/base/error.hpp"

namespace ceo::io {
namespace {

constexpr std::int64_t kBase = std::int64_t{1} << 62;

constexpr launch::Int128 kEdge = launch::Int128{1} << 125;
constexpr std::int64_t kMostCarry = std::int64_t{1} << 61;  // 125 bits less 64

}  // namespace

std::vector<std::int64_t> split_wide(std::span<const launch::Int128> values) {
  using Limits = std::numeric_limits<std::int64_t>;
  std::vector<std::int64_t> parts;
  parts.reserve(2 * values.size());
  for (const launch::Int128 value : values) {
    const launch::Int128 high = value >> 62;  // rounds down, so that lo is not negative
    ensure(high >= Limits::min() && high <= Limits::max(), "a total leaves 125 bits");
    parts.push_back(static_cast<std::int64_t>(high));
    parts.push_back(static_cast<std::int64_t>(value - high * kBase));
  }
  return parts;
}

std::vector<launch::Int128> join_wide(std::span<const std::int64_t> parts, bool& valid) {
  std::vector<launch::Int128> values;
  values.reserve(parts.size() / 2);
  valid = parts.size() % 2 == 0;
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    if (parts[i + 1] < 0 || parts[i + 1] >= kBase) valid = false;
    values.push_back(static_cast<launch::Int128>(parts[i]) * kBase + parts[i + 1]);
  }
  return values;
}

void WideColumn::add(std::span<const launch::Int128> values) {
  low.reserve(low.size() + values.size());
  for (const launch::Int128 value : values) {
    const auto modulo = static_cast<std::int64_t>(value);
    if (value != modulo) {
      ensure(value >= -kEdge && value < kEdge, "a total leaves 125 bits");
      index.push_back(low.size());
      carry.push_back(static_cast<std::int64_t>((value - modulo) >> 64));
    }
    low.push_back(modulo);
  }
}

bool add_carry(launch::Int128& value, std::int64_t carry) {
  if (carry < -kMostCarry || carry > kMostCarry) return false;
  value += static_cast<launch::Int128>(carry) * (launch::Int128{1} << 64);
  return value >= -kEdge && value < kEdge;
}

}  // namespace ceo::io
