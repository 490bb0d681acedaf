// Metadata of a bundle as an RO-Crate 1.1 (https://www.researchobject.org/ro-crate/1.1/).
#include <array>
#include <nlohmann/json.hpp>

#include "host/base/build_info.hpp"
#include "reports/run_facts.hpp"
#include "verify/bundle/bundle.hpp"
#include "verify/ledger_json.hpp"

namespace ceo::verify {
namespace {

using reports::known;

using nlohmann::ordered_json;

struct Kind {
  const char* ending;
  const char* media_type;
  const char* description;
};
constexpr std::array<Kind, 10> kKinds = {{
    {"run.h5", "application/x-hdf5", "The run: plan, exact integer totals, findings, provenance"},
    {"index.html", "text/html", "The page of the run"},
    {".svg", "image/svg+xml", "A figure of the page"},
    {".pdf", "application/pdf", "A figure of the page"},
    {".csv", "text/csv", "Findings and controls"},
    {".toml", "application/toml", "The plan"},
    {".md", "text/markdown", "Words for readers"},
    {".sh", "application/x-sh", "Repeats the run and compares the bits"},
    {".cff", "text/yaml", "How to cite"},
    {"", "text/plain", "Text"},
}};

const Kind& kind_of(const std::string& name) {
  for (const Kind& kind : kKinds) {
    if (name.ends_with(kind.ending)) return kind;
  }
  return kKinds.back();
}

ordered_json reference(const std::string& id) {
  return {{"@id", id}};
}

ordered_json action(const run::Record& record) {
  return {{"@id", "#run"},
          {"@type", "CreateAction"},
          {"name", "ceo-verify run of plan " + record.plan_name},
          {"instrument", reference("#ceo-verify")},
          {"object", reference("plan.toml")},
          {"result", reference("run.h5")},
          {"startTime", known(record, "started")},
          {"endTime", known(record, "finished")},
          {"description", known(record, "command")}};
}

}  // namespace

std::string crate_text(const run::Record& record, const BundleFiles& files) {
  ordered_json parts = ordered_json::array(), graph = ordered_json::array();
  for (const auto& entry : files) parts.push_back(reference(entry.first));
  graph.push_back({{"@id", "ro-crate-metadata.json"},
                   {"@type", "CreativeWork"},
                   {"conformsTo", reference("https://w3id.org/ro/crate/1.1")},
                   {"about", reference("./")}});
  graph.push_back(
      {{"@id", "./"},
       {"@type", "Dataset"},
       {"name", "Reproducibility bundle of plan " + record.plan_name},
       {"description", "A run of ceo-verify with everything that is needed to read and repeat it."},
       {"datePublished", known(record, "finished").substr(0, 10)},
       {"license", reference("https://spdx.org/licenses/BSD-3-Clause")},
       {"identifier", "sha256:" + run::content_sha256(record)},
       {"mentions", reference("#run")},
       {"hasPart", parts}});
  graph.push_back({{"@id", "https://spdx.org/licenses/BSD-3-Clause"},
                   {"@type", "CreativeWork"},
                   {"name", "BSD-3-Clause"}});
  graph.push_back(
      {{"@id", "#ceo-verify"},
       {"@type", "SoftwareApplication"},
       {"name", "ceo-verify"},
       {"softwareVersion", known(record, "version") + ", commit " + known(record, "commit")}});
  graph.push_back(action(record));
  for (const auto& [name, bytes] : files) {
    const Kind& kind = kind_of(name);
    graph.push_back({{"@id", name},
                     {"@type", "File"},
                     {"encodingFormat", kind.media_type},
                     {"description", kind.description},
                     {"contentSize", std::to_string(bytes.size())}});
  }
  return json_text({{"@context", "https://w3id.org/ro/crate/1.1/context"}, {"@graph", graph}});
}

}  // namespace ceo::verify
