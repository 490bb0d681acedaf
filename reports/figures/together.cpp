// Figures of all findings and all controls.
#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/beta.hpp>
#include <cmath>

#include "reports/escape.hpp"
#include "reports/figures.hpp"
#include "reports/figures/script.hpp"
#include "reports/numbers.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

constexpr double kSmallestDrawn = 1e-16;
constexpr double kOutside = 0.005;  // probability beyond each edge of the band

/// Chance can move it, and it does not fail as expected.
bool by_chance(const stats::Finding& finding) {
  return is_random(finding) && !finding.printed;
}

/// A fault whose rejection was planned in samples.
bool shown_by_power(const run::ControlResult& control) {
  return !is_host(control.finding);
}

std::vector<Figure> p_values(const run::Record& record) {
  std::vector<double> p;
  double level = 1;
  for (const stats::Finding& finding : record.findings) {
    if (!was_judged(finding) || !std::isfinite(finding.p) || !by_chance(finding)) continue;
    p.push_back(std::max(finding.p, kSmallestDrawn));
    if (finding.level > 0) level = std::min(level, finding.level);
  }
  if (p.empty()) return {};
  std::sort(p.begin(), p.end());
  const auto m = static_cast<double>(p.size());
  DataBlock values("p"), band("band");
  int outside = 0;
  for (std::size_t i = 0; i < p.size(); ++i) {
    const auto rank = static_cast<double>(i + 1);
    // The i-th smallest of m independent uniform numbers has this law.
    const boost::math::beta_distribution<> order(rank, m + 1 - rank);
    const double low = boost::math::quantile(order, kOutside);
    const double high = boost::math::quantile(boost::math::complement(order, kOutside));
    const double expected = rank / (m + 1);
    values.row({expected, p[i]});
    band.row({expected, low, high});
    if (p[i] < low || p[i] > high) ++outside;
  }
  const double bottom = std::min({p.front(), level}) / 3;
  const double left = 0.7 / (m + 1);
  Figure figure;
  figure.id = "figure-p-values";
  figure.height = 330;
  figure.script =
      values.str() + band.str() + axes("p-value expected of its rank (1)", "p-value found (1)") +
      "set logscale xy\n" + ticks('x', power_ticks(left, 1)) + ticks('y', power_ticks(bottom, 1)) +
      "set xrange " + range(left, 1) + "\nset yrange " + range(bottom, 1.5) +
      "\nset key center right\n" +
      fmt::format(
          "plot $band using 1:2:3 with filledcurves {} title '99 % of a rank', x with lines lw 0.8 "
          "lc black title 'uniform', {:.8g} with lines dt 2 lw 1.2 {} title 'level of a finding', "
          "$p using 1:2 with points pt 7 ps 0.4 {} title 'findings'\n",
          kBand, level, kOrange, kBlue);
  figure.caption =
      "All p-values in order, against uniform ones. Sound theorems and honest error bars follow "
      "the "
      "line; a point at the dashed level would refute a claim. Findings of one cell share samples, "
      "so a few neighbours may leave the band together.";
  figure.alt = fmt::format(
      "Quantile plot of {}; {} of them lie outside the band of 99 % that each rank has; the "
      "smallest "
      "is {}, the level {}.",
      counted(p.size(), "p-value"), outside, digits(p.front(), 2), digits(level, 2));
  return {figure};
}

std::vector<Figure> controls(const run::Record& record) {
  DataBlock reached("reached"), planned("planned"), missed("missed"), limits("limits");
  std::vector<Tick> names;
  double most = 1, least = INFINITY;
  const auto rows = static_cast<double>(
      std::count_if(record.controls.begin(), record.controls.end(), shown_by_power));
  int row = 0;
  const run::ControlResult* weakest = nullptr;
  for (const run::ControlResult& control : record.controls) {
    const stats::Finding& f = control.finding;
    if (!shown_by_power(control)) continue;
    const double y = rows - row++;
    names.emplace_back(y, control.control);
    const double z = std::abs(f.z);
    if (!was_judged(f) || !std::isfinite(z)) continue;
    const double limit = critical(f.level, f.estimate.law);
    const double expected =
        std::abs(control.effect) * std::sqrt(static_cast<double>(f.estimate.samples));
    (control.rejected ? reached : missed).row({std::max(z, 0.1), y});
    planned.row({std::max(expected, 0.1), y});
    limits.row({limit, y - 0.5, limit, y + 0.5});
    most = std::max({most, z, expected});
    least = std::min({least, limit, std::max(z, 0.1)});
    if (weakest == nullptr || z < std::abs(weakest->finding.z)) weakest = &control;
  }
  if (weakest == nullptr) return {};
  std::string plot = fmt::format(
      "plot $limits using 1:2:(0):(1) with vectors nohead lw 1.5 {} title 'limit of rejection', "
      "$planned using 1:2 with points pt 6 ps 0.9 lc black title 'planned'",
      kOrange);
  if (!reached.empty())
    plot += fmt::format(", $reached using 1:2 with points pt 7 ps 0.5 {} title 'rejected'", kBlue);
  if (!missed.empty())
    plot +=
        fmt::format(", $missed using 1:2 with points pt 5 ps 0.8 {} title 'not rejected'", kOrange);
  Figure figure;
  figure.id = "figure-controls";
  figure.height = 150 + 24 * static_cast<int>(rows);
  figure.script = reached.str() + planned.str() + missed.str() + limits.str() +
                  axes("|z| of the planted fault (standard errors)", "") + ticks('y', names) +
                  "set logscale x\nset xrange " + range(least / 2, most * 2) + "\nset yrange " +
                  range(0.3, rows + 0.7) + "\nset key outside top center horizontal\n" + plot +
                  "\n";
  figure.caption =
      "Power of the checks: how far each planted fault lands beyond the limit at which it is "
      "rejected. Dots should lie right of their mark and near the planned circles.";
  figure.alt =
      fmt::format("Dot plot of {}. The weakest is {} with |z| = {}, against a limit of {}.",
                  counted(static_cast<std::size_t>(rows), "planted fault"), weakest->control,
                  digits(std::abs(weakest->finding.z), 3),
                  digits(critical(weakest->finding.level, weakest->finding.estimate.law), 3));
  return {figure};
}

}  // namespace

std::vector<Figure> together_figures(const run::Record& record) {
  std::vector<Figure> figures = p_values(record);
  for (Figure& figure : controls(record)) figures.push_back(std::move(figure));
  return figures;
}

}  // namespace ceo::reports
