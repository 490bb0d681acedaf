// `ceo-verify report FILE...`: pages and tables from run files.
#include <filesystem>
#include <set>
#include <span>

#include "host/base/text.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/run_file.hpp"
#include "reports/csv.hpp"
#include "reports/figures.hpp"
#include "reports/html.hpp"
#include "reports/markdown.hpp"
#include "reports/page.hpp"
#include "verify/commands/commands.hpp"
#include "verify/ledger_json.hpp"

namespace ceo::verify {
namespace {

/// A page to write.
struct Output {
  std::string source, format, path;
};

std::string path_of(const std::string& source, const std::string& folder,
                    const std::string& format) {
  const std::filesystem::path file(source);
  const std::filesystem::path parent =
      folder.empty() ? file.parent_path() : std::filesystem::path(folder);
  return (parent / file.stem()).string() + "." + format;
}

/// All pages that were asked for; refuses two of one name.
std::vector<Output> outputs_of(const ReportRequest& request) {
  std::vector<Output> outputs;
  std::set<std::string> paths;
  for (const std::string& source : request.files) {
    for (const std::string& format : request.formats) {
      outputs.push_back({source, format, path_of(source, request.folder, format)});
      if (!paths.insert(outputs.back().path).second) {
        throw Error(ExitCode::usage, "two pages would be written here", outputs.back().path,
                    "Name each run file and format once, and files of one name in runs of their "
                    "own.");
      }
      if (paths.count(source) != 0) {
        throw Error(ExitCode::usage, "the page would replace the run file", source,
                    "Rename the run file, so that it ends in .h5.");
      }
    }
  }
  return outputs;
}

std::string html_of(const run::Record& record, const std::string& name,
                    const CommonOptions& common) {
  reports::Document document = reports::page(record, name);
  const std::string problem = reports::draw(document);
  if (!problem.empty()) print_message(common, "Warning: no figures: " + problem + ".");
  return reports::html(document);
}

std::string rendered(const run::Record& record, const Output& output, const CommonOptions& common) {
  // Without its folder: the page of a file is the same wherever the file lies.
  const std::string name = std::filesystem::path(output.source).filename().string();
  if (output.format == "csv") return reports::csv(record);
  if (output.format == "json") return json_text(ledger_json(record, name));
  if (output.format == "md") return reports::markdown(reports::page(record, name));
  return html_of(record, name, common);
}

}  // namespace

ExitCode report_command(const ReportRequest& request, const CommonOptions& common) {
  if (!request.bundle.empty()) return bundle_command(request, common);
  const std::vector<Output> outputs = outputs_of(request);
  for (const Output& output : outputs) io::require_publishable(output.path, request.force);
  std::vector<std::string> texts;
  std::string source;
  run::Record record;
  for (const Output& output : outputs) {  // nothing is written unless all can be rendered
    if (output.source != source) record = io::read_run(output.source);
    source = output.source;
    texts.push_back(rendered(record, output, common));
  }
  nlohmann::ordered_json written = nlohmann::ordered_json::array();
  std::string list;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(texts[i].data());
    io::publish_bytes({bytes, texts[i].size()}, outputs[i].path, request.force);
    written.push_back(outputs[i].path);
    list += outputs[i].path + "\n";
  }
  print_result(common.json ? json_text({{"written", written}}) : list);
  return ExitCode::as_expected;
}

}  // namespace ceo::verify
