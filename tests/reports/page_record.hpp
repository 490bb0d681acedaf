// A record with everything that a page shows, made without sampling.
#pragma once

#include <string>

#include "host/run/record.hpp"

namespace ceo::reports::testing {

/// A claim with two points, a control, a matrix of normals and shape statistics whose histogram and
/// bins follow the theory to rounding. `name` is part of every text of the file that is free.
[[nodiscard]] run::Record page_record(const std::string& name = "");

/// A claim that is checked on the host and refuted as printed: a printed and a corrected finding, a
/// planted fault, a sound case, and two series that use every style, an interval and a log axis.
[[nodiscard]] run::Record host_record(const std::string& name = "");

/// Markup, gnuplot, Markdown, shells and terminals: what a hostile file would put into its texts.
[[nodiscard]] std::string hostile();

}  // namespace ceo::reports::testing
