// Where two runs differ first.
#pragma once

#include <optional>
#include <string>

#include "host/run/record.hpp"

namespace ceo::run {

/// The first object of a run file that differs, and how.
struct Difference {
  std::string dataset;  ///< "moments/0003/sums", "config/canonical line 7"
  std::string what;     ///< both values, the first record's first
};

/// The first difference in config, plan, streams or scales; none: parts of one run.
[[nodiscard]] std::optional<Difference> plan_difference(const Record& a, const Record& b);
/// The first difference in what content_sha256 covers; none: the same bits.
[[nodiscard]] std::optional<Difference> first_difference(const Record& a, const Record& b);

}  // namespace ceo::run
