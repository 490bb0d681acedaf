#include "host/base/argument.hpp"

#include <cmath>

#include "host/base/text.hpp"

namespace ceo {
namespace {

bool inside(double value, const ArgumentRange& range) {
  if (!std::isfinite(value)) return false;
  const bool above = range.low_open ? value > range.low : value >= range.low;
  return above && (range.high_open ? value < range.high : value <= range.high);
}

std::string text_of(const ArgumentRange& range) {
  return (range.low_open ? "(" : "[") + shortest(range.low) + ", " + shortest(range.high) +
         (range.high_open ? ")" : "]");
}

}  // namespace

void check_argument(Problems& problems, const std::string& name, double value,
                    const ArgumentRange& range) {
  if (inside(value, range)) return;
  const std::string interval = text_of(range);
  problems.add(name + " = " + shortest(value) + " is outside " + interval, name,
               "Give a number in " + interval + ".");
}

void require_argument(const std::string& name, double value, const ArgumentRange& range) {
  Problems problems;
  check_argument(problems, name, value, range);
  problems.raise(ExitCode::usage);
}

}  // namespace ceo
