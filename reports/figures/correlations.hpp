// Correlations of the normals behind the samples, see figures.hpp.
#pragma once

#include <vector>

#include "host/run/record.hpp"
#include "reports/document.hpp"

namespace ceo::reports {

/// The matrix of the sound cell with most workers, and the law of all pairs of all sound cells.
/// Empty where no cell kept the matrix of its normals.
[[nodiscard]] std::vector<Figure> correlation_figures(const run::Record& record);

}  // namespace ceo::reports
