#include "verify/bundle/bundle.hpp"

#include <filesystem>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/io/file_bytes.hpp"
#include "host/run/find_trace.hpp"
#include "reports/csv.hpp"
#include "reports/figures.hpp"
#include "reports/gnuplot.hpp"
#include "reports/html.hpp"
#include "reports/page.hpp"
#include "verify/bundle/embedded.hpp"
#include "verify/recorded_plan.hpp"
#include "verify/traces.hpp"

namespace ceo::verify {
namespace {

/// Draws the page, and adds each of its figures as SVG and PDF of its own. Returns why there are
/// none.
std::string add_figures(reports::Document& page, BundleFiles& files) {
  std::vector<reports::Plot> plots;
  std::vector<std::string> names, svg;
  for (const reports::Section& section : page.sections) {
    for (const reports::Block& block : section.blocks) {
      const auto* figure = std::get_if<reports::Figure>(&block);
      if (figure == nullptr) continue;
      plots.push_back({figure->script, reports::kFigureWidth, figure->height});
      names.push_back("figures/" + figure->id);
    }
  }
  std::string problem = reports::draw(page, &svg);
  if (!problem.empty()) return problem;
  const reports::Pictures pdf = reports::run_gnuplot_pdf(plots);
  if (!pdf.problem.empty()) return pdf.problem;
  for (std::size_t i = 0; i < plots.size(); ++i) {
    files[names[i] + ".svg"] = svg[i];
    files[names[i] + ".pdf"] = pdf.pictures[i];
  }
  return "";
}

/// Where repeat.sh finds a trace: a word in traces/, a relative path where it is named from the
/// folder; empty for a path that leads elsewhere.
std::string place_of(const std::string& trace) {
  const std::filesystem::path name(trace);
  if (!name.has_parent_path() && !name.has_extension()) return "traces/" + trace + ".h5";
  const bool inside = name.is_relative() && name.lexically_normal().begin()->string() != "..";
  return inside ? name.lexically_normal().generic_string() : "";
}

/// The recorded gradients that the run read, where they still have the bytes of the run. Returns
/// what is missing; empty if nothing is.
std::string add_traces(const run::Record& record, const std::string& source, BundleFiles& files) {
  run::Config config;
  try {
    config = recorded_plan(record, source).config;
  } catch (const Error&) {
    return "";  // of another release, which then is needed to repeat the run as well
  }
  std::map<std::string, std::string> read;  // name -> SHA-256
  for (const run::ClaimConfig& claim : config.claims) read[claim.trace] = claim.trace_sha256;
  for (const run::PointConfig& point : config.points) read[point.trace] = point.trace_sha256;
  std::string missing;
  for (const auto& [name, sha256] : read) {
    if (name.empty() || sha256 == run::kNoTrace) continue;
    const std::string place = place_of(name);
    const auto path = run::find_trace(name, "", trace_folders());
    if (place.empty() || !path || run::file_sha256(*path) != sha256) {
      missing += (missing.empty() ? "" : ", ") + name;
      continue;
    }
    const std::vector<std::uint8_t> bytes = io::read_bytes(*path);
    files[place] = std::string(bytes.begin(), bytes.end());
  }
  return missing;
}

}  // namespace

Bundle make_bundle(const run::Record& record, std::span<const std::uint8_t> bytes,
                   const std::string& source) {
  Bundle bundle;
  BundleFiles& files = bundle.files;
  reports::Document page = reports::page(record, source);
  bundle.problem = add_figures(page, files);
  bundle.missing_traces = add_traces(record, source, files);
  files["index.html"] = reports::html(page);
  files["run.h5"] = std::string(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  files["plan.toml"] = record.config_canonical;
  files["findings.csv"] = reports::csv(record);
  files["claims.md"] = claims_table(record);
  files["environment.txt"] = environment_text(record);
  files["repeat.sh"] = repeat_script();
  files["LICENSE"] = kLicence;
  files["CITATION.cff"] = kCitation;
  files["README.md"] = bundle_readme(record, source);
  files["ro-crate-metadata.json"] = crate_text(record, files);
  return bundle;
}

std::string checksums(const BundleFiles& files) {
  std::string text;
  for (const auto& [name, bytes] : files) text += hex(sha256(bytes)) + "  " + name + "\n";
  return text;
}

}  // namespace ceo::verify
