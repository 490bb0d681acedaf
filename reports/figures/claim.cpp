// Figures of one claim.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "host/base/text.hpp"
#include "host/stats/moments.hpp"
#include "reports/escape.hpp"
#include "reports/figures.hpp"
#include "reports/figures/quantities.hpp"
#include "reports/figures/script.hpp"
#include "reports/numbers.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

using Findings = std::vector<const stats::Finding*>;
constexpr std::size_t kMostRows = 40;   // points in one figure
constexpr std::size_t kMostWalks = 25;  // lines in one figure
constexpr int kSteps = 60;

std::vector<std::string> quantities_of(const Findings& findings) {
  std::vector<std::string> quantities;
  for (const stats::Finding* finding : findings) {
    if (std::find(quantities.begin(), quantities.end(), finding->quantity) == quantities.end())
      quantities.push_back(finding->quantity);
  }
  return quantities;
}

/// The findings of a quantity that have numbers; of too many, those that agree least.
Findings drawn(const Findings& findings, const std::string& quantity, std::size_t most) {
  Findings chosen;
  for (const stats::Finding* finding : findings) {
    const bool sized = finding->prediction.unit > 0 && finding->estimate.standard_error > 0;
    if (finding->quantity == quantity && was_judged(*finding) && sized) chosen.push_back(finding);
  }
  if (chosen.size() <= most) return chosen;
  Findings by_p = chosen;
  std::stable_sort(by_p.begin(), by_p.end(), [](auto* a, auto* b) { return a->p < b->p; });
  by_p.resize(most);
  std::erase_if(chosen, [&](const stats::Finding* finding) {
    return std::find(by_p.begin(), by_p.end(), finding) == by_p.end();
  });
  return chosen;
}

bool is_ratio(const Findings& findings) {
  return std::all_of(findings.begin(), findings.end(), [](const stats::Finding* finding) {
    return finding->prediction.value == finding->prediction.unit;
  });
}

/// Tests with a law of their own are drawn by the normal deviate of their p-value.
bool has_own_law(const stats::Finding& finding) {
  return finding.estimate.law == stats::Law::own;
}

std::string deviation_label(const Findings& findings, int power) {
  if (has_own_law(*findings.front())) return "normal deviate of the p-value";
  const std::string unit = unit_of_resolution(findings.front()->quantity);
  const std::string what = is_ratio(findings) ? "measured / predicted \u2212 1"
                                              : "(measured \u2212 predicted) / " + unit;
  return power == 0 ? what : what + ", in " + power_text(power);
}

double deviation(const stats::Finding& finding) {
  if (has_own_law(finding)) return finding.z;
  return (finding.estimate.value - finding.prediction.value) / finding.prediction.unit;
}

/// Beyond it the finding would disagree, in the unit of the quantity.
double limit_of(const stats::Finding& finding) {
  if (has_own_law(finding)) return critical(finding.level, finding.estimate.law);
  return (critical(finding.level, finding.estimate.law) * finding.estimate.standard_error +
          finding.prediction.systematic) /
         finding.prediction.unit;
}

/// Deviation over points, a line per point.
Figure over_points(const Findings& findings, std::size_t all, const std::string& id) {
  double widest = 0;
  for (const stats::Finding* f : findings) {
    widest = std::max({widest, limit_of(*f), std::abs(deviation(*f))});
  }
  const int power = has_own_law(*findings.front()) ? 0 : power_below(widest);
  const double scale = std::pow(10.0, -power);
  DataBlock agree("agree"), disagree("disagree"), limits("limits");
  std::vector<Tick> names;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const stats::Finding& f = *findings[i];
    const auto y = static_cast<double>(findings.size() - i);
    const double error = has_own_law(f) ? 0 : f.estimate.standard_error / f.prediction.unit * scale;
    (f.verdict == stats::Verdict::disagree ? disagree : agree)
        .row({deviation(f) * scale, y, error});
    limits.row({-limit_of(f) * scale, y, 2 * limit_of(f) * scale});
    names.emplace_back(y, f.point);
  }
  std::string plot = fmt::format("plot $limits using 1:2:3:(0) with vectors nohead lw 7 {}", kBand);
  if (!agree.empty())
    plot += fmt::format(", $agree using 1:2:3 with xerrorbars pt 7 ps 0.45 lw 1.3 {}", kBlue);
  if (!disagree.empty())
    plot += fmt::format(", $disagree using 1:2:3 with xerrorbars pt 5 ps 0.6 lw 1.3 {}", kOrange);
  const auto rows = static_cast<double>(findings.size());
  Figure figure;
  figure.id = id;
  figure.script = agree.str() + disagree.str() + limits.str() +
                  axes(deviation_label(findings, power), "") + ticks('y', names) + "set yrange " +
                  range(0.3, rows + 0.7) + "\nset xrange " +
                  range(-1.08 * widest * scale, 1.08 * widest * scale) +
                  "\nset arrow from 0, graph 0 to 0, graph 1 nohead lw 0.8\n" + plot + "\n";
  figure.height = 75 + 20 * static_cast<int>(findings.size());
  const stats::Finding* worst = worst_of(findings);
  const std::string shown =
      findings.size() < all
          ? fmt::format(" The {} of {} points that agree least are drawn.", findings.size(), all)
          : "";
  figure.caption =
      fmt::format("{}: {}. A dot outside its grey bar would refute the claim.{}", worst->quantity,
                  has_own_law(*worst)
                      ? "normal deviate of the p-value at every point, since the test has a law "
                        "of its own"
                      : "distance from the theory at every point, with one standard error",
                  shown);
  figure.alt = fmt::format(
      "Dot plot of {} points. The largest distance in standard errors is {} at {}, p = {}.",
      findings.size(), digits(worst->z, 3), worst->point, digits(worst->p, 2));
  return figure;
}

/// Caption and description of a figure of `walks` lines.
void describe_walks(Figure& figure, const stats::Finding& worst, int walks, double least,
                    double most, double limit) {
  figure.caption = fmt::format(
      "The estimate of {} as samples come in, from the 256 batches: every line is a point, the "
      "blue one agrees least at the end. The error shrinks as 1/sqrt(n); a line that levels off "
      "away from 0 would be a bias.",
      worst.quantity);
  figure.alt = fmt::format(
      "Lines of {} points against the sample count, from {} to {} samples, inside a funnel of plus "
      "and minus {} standard errors around 0.",
      walks, human_count(least), human_count(most), digits(limit, 3));
}

/// The estimates of all findings as samples come in, times `scale`: the worst one apart.
struct Walks {
  DataBlock highlighted{"one"};
  std::string others, plots;
  double least = INFINITY, most = 0, widest = 0;
  int count = 0;

  void add(const std::vector<Step>& steps, const stats::Finding& finding, bool worst,
           double scale) {
    if (steps.empty()) return;
    DataBlock walk(fmt::format("walk{}", ++count));
    for (const Step& step : steps) {
      const double y = (step.value - finding.prediction.value) / finding.prediction.unit * scale;
      (worst ? highlighted : walk).row({step.samples, y});
      widest = std::max(widest, std::abs(y));
    }
    least = std::min(least, steps.front().samples);
    most = std::max(most, steps.back().samples);
    if (worst) return;
    others += walk.str();
    plots += fmt::format(", $walk{} using 1:2 with lines lw 0.6 {}", count, kGrey);
  }
};

/// The estimate as samples come in, with the band that shrinks.
std::vector<Figure> over_samples(const run::Record& record, const Findings& findings,
                                 const std::string& id) {
  const stats::Finding* worst = worst_of(findings);
  const double limit = critical(worst->level, worst->estimate.law);
  const double first = static_cast<double>(worst->estimate.samples) / stats::kBatches;
  const int power = power_below(limit * worst->prediction.sd_per_sample / std::sqrt(4 * first));
  const double scale = std::pow(10.0, -power);
  Walks walks;
  for (const stats::Finding* finding : findings) {
    const run::CellRecord* cell = sound_cell(record, finding->point);
    if (cell == nullptr) continue;
    walks.add(estimates_by_samples(*cell, *finding, kSteps), *finding, finding == worst, scale);
  }
  if (walks.highlighted.empty()) return {};
  DataBlock band("band");
  for (int i = 0; i <= kSteps; ++i) {
    const double n =
        walks.least * std::pow(walks.most / walks.least, static_cast<double>(i) / kSteps);
    const double sd = worst->prediction.sd_per_sample / std::sqrt(n) * scale;
    band.row({n, sd, limit * sd});
  }
  const double widest = std::max(
      walks.widest, 1.1 * limit * worst->prediction.sd_per_sample / std::sqrt(walks.least) * scale);
  Figure figure;
  figure.id = id;
  figure.height = 320;
  figure.script =
      walks.highlighted.str() + band.str() + walks.others +
      axes("samples n", deviation_label(findings, power)) + "set logscale x\n" +
      ticks('x', count_ticks(walks.least, walks.most)) + "set xrange " +
      range(walks.least, walks.most) + "\nset yrange " + range(-widest, widest) +
      "\nset key top right\n" +
      fmt::format(
          "plot $band using 1:(-$2):2 with filledcurves {} title 'one standard error'"
          ", $band using 1:3 with lines dt 2 lw 1 {} title 'limit of rejection'"
          ", $band using 1:(-$3) with lines dt 2 lw 1 {}{}"
          ", 0 with lines lw 0.8 lc black, $one using 1:2 with lines lw 1.6 {} title {}\n",
          kBand, kOrange, kOrange, walks.plots, kBlue, gnuplot_text(worst->point));
  describe_walks(figure, *worst, walks.count, walks.least, walks.most, limit);
  return {figure};
}

}  // namespace

std::vector<Figure> claim_figures(const run::Record& record, const std::string& claim,
                                  const std::string& id) {
  std::vector<Figure> figures;
  Findings findings = findings_of(record, claim);
  std::erase_if(findings, [](const auto* finding) { return is_host(*finding); });
  int number = 0;
  for (const std::string& quantity : quantities_of(findings)) {
    ++number;
    const auto all = static_cast<std::size_t>(
        std::count_if(findings.begin(), findings.end(),
                      [&](const stats::Finding* f) { return f->quantity == quantity; }));
    const Findings shown = drawn(findings, quantity, kMostRows);
    if (shown.empty()) continue;
    figures.push_back(over_points(shown, all, fmt::format("{}-points-{}", id, number)));
    const Findings walkers = drawn(findings, quantity, kMostWalks);
    for (Figure& figure : over_samples(record, walkers, fmt::format("{}-samples-{}", id, number))) {
      figures.push_back(std::move(figure));
    }
  }
  return figures;
}

}  // namespace ceo::reports
