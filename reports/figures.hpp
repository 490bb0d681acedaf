// The figures of a page, as scripts for gnuplot. A figure whose data a file lacks is left out.
#pragma once

#include <string>
#include <vector>

#include "host/run/record.hpp"
#include "reports/document.hpp"

namespace ceo::reports {

/// Of a claim, for each quantity: deviation from the theory over the points, and the estimate
/// against the sample count. `id` is the prefix of their ids.
[[nodiscard]] std::vector<Figure> claim_figures(const run::Record& record, const std::string& claim,
                                                const std::string& id);
/// The figure of curves.
[[nodiscard]] Figure series_figure(const run::Series& series, const std::string& id);
/// A figure for each series of the claim.
[[nodiscard]] std::vector<Figure> series_figures(const run::Record& record,
                                                 const std::string& claim, const std::string& id);
/// p-values of all findings that chance can move, z of their planted faults.
[[nodiscard]] std::vector<Figure> together_figures(const run::Record& record);
/// Correlations of the normals; error histogram and mean error over bins of X where shape
/// statistics were kept.
[[nodiscard]] std::vector<Figure> sample_figures(const run::Record& record);

/// Draws every figure of a document with gnuplot, all in one process. Returns why they were not
/// drawn: then the document is unchanged but for a paragraph that says so. Empty if all is well.
/// @param pictures  takes the SVG documents as gnuplot wrote them, in the order of the figures;
///                  none where they were not drawn
std::string draw(Document& document, std::vector<std::string>* pictures = nullptr);

}  // namespace ceo::reports
