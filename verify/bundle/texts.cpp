#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "reports/escape.hpp"
#include "reports/run_facts.hpp"
#include "verify/bundle/bundle.hpp"
#include "verify/conclude.hpp"

namespace ceo::verify {
namespace {

using reports::known;

std::string expected_row(const run::ClaimResult& claim) {
  return fmt::format("{} ({} of {} findings agree, {} of {} controls as they must)", claim.verdict,
                     claim.agree, claim.findings, claim.controls_rejected, claim.controls);
}

std::string badges(const run::Record& record) {
  return fmt::format(
      "## ACM artifact badges\n\n"
      "### Artifacts available\n\n"
      "This folder is whole: it refers to nothing that must be fetched to read it. To be called "
      "available it needs a public archive with a DOI, which its owner chooses; "
      "`ro-crate-metadata.json` and `CITATION.cff` are ready for one.\n\n"
      "### Artifacts evaluated: functional\n\n"
      "Documented: this file and `index.html`. Consistent: the run file holds plan, totals and "
      "findings, and the page is made from it alone. Complete: `claims.md` has every claim. "
      "Exercisable: `./repeat.sh`.\n\n"
      "### Artifacts evaluated: reusable\n\n"
      "`plan.toml` is a plan that anyone can change and run. The run file is plain HDF5 with named "
      "axes and units. The program is under the licence beside this file.\n\n"
      "### Results reproduced\n\n"
      "`./repeat.sh` samples the plan again and compares content_sha256 "
      "(`{}`), which is equal on every machine and backend.\n\n"
      "### Results replicated\n\n"
      "Another seed draws other random numbers for the same statements: "
      "`ceo-verify run plan.toml --seed {}`; the verdicts must be the same, the digits may differ "
      "within their errors.\n\n",
      run::content_sha256(record), record.seed + 1);
}

std::string checklist(const run::Record& record) {
  return fmt::format(
      "## NeurIPS paper checklist\n\n"
      "### Claims\n\nEvery claim stands in `claims.md` with its verdict, and in `index.html` with "
      "its statement and source.\n\n"
      "### Limitations\n\nAssumptions of each claim stand in its section of the page. A claim that "
      "holds was not rejected at the stated precision; that is no proof.\n\n"
      "### Theory, assumptions and proofs\n\nThe statements come from the papers named in the "
      "page; "
      "this folder verifies them numerically.\n\n"
      "### Experimental result reproducibility\n\nOne command, `./repeat.sh`, and one hash.\n\n"
      "### Open access to data and code\n\nAll data of the run are in `run.h5`. Version {}, commit "
      "{} of the program.\n\n"
      "### Experimental setting and details\n\n`plan.toml` has every parameter, `environment.txt` "
      "the machine.\n\n"
      "### Experiment statistical significance\n\nEvery finding has a standard error, a p-value "
      "and "
      "a level (`findings.csv`). The false-alarm probability of the whole run is {}.\n\n"
      "### Experiments compute resources\n\n{} on {} ({}), {} s of sampling.\n\n"
      "### Code of ethics, broader impacts, safeguards, human subjects\n\nSynthetic random "
      "numbers, "
      "or gradients named in the plan; no personal data and no people were involved.\n\n"
      "### Licences for existing assets\n\n`LICENSE`; the page names the sources of printed "
      "numbers.\n\n"
      "### New assets\n\nDocumented by this file, `ro-crate-metadata.json` and the attributes of "
      "`run.h5`.\n",
      known(record, "version"), known(record, "commit"), shortest(record.budget),
      known(record, "backend"), known(record, "cpu"), "device " + known(record, "device"),
      known(record, "seconds"));
}

}  // namespace

std::string claims_table(const run::Record& record) {
  std::string text =
      "# Claims\n\nRun `./repeat.sh` once; it leaves `again.txt`. Each command below then shows "
      "the "
      "row of a claim, whose verdict must be the one given here.\n\n"
      "| Claim | Statement | Command | Expected |\n| --- | --- | --- | --- |\n";
  for (const run::ClaimResult& claim : record.claims) {
    text += fmt::format("| {} | {} | `grep '^{} ' again.txt` | {} |\n", claim.id,
                        reports::markdown_text(claim.title), claim.id, expected_row(claim));
  }
  return text;
}

std::string environment_text(const run::Record& record) {
  std::string text;
  for (const auto& [key, value] : record.provenance) text += fmt::format("{}: {}\n", key, value);
  return text;
}

std::string repeat_script() {
  return "#!/bin/sh\n"
         "# Repeats the run of this folder and compares the bits.\n"
         "#\n"
         "#   ./repeat.sh [PROGRAM]   PROGRAM: path of ceo-verify; default: the one on PATH\n"
         "#\n"
         "# Exit code 0: the same bits; 3: other bits, but the statistics agree; 1: they do not.\n"
         "set -eu\n"
         "program=${1:-ceo-verify}\n"
         "case $program in\n"
         "  /*) ;;\n"
         "  */*) program=$(pwd)/$program ;;\n"
         "esac\n"
         "cd \"$(dirname \"$0\")\"\n"
         "sha256sum --check --quiet SHA256SUMS\n"
         "if [ -d traces ]; then CEO_TRACES=$(pwd)/traces; export CEO_TRACES; fi\n"
         "code=0\n"
         "\"$program\" reproduce run.h5 -o again.h5 --force || code=$?\n"
         "if [ -f again.h5 ]; then \"$program\" info again.h5 >again.txt || true; fi\n"
         "exit \"$code\"\n";
}

std::string bundle_readme(const run::Record& record, const std::string& source) {
  const auto expected =
      std::count_if(record.claims.begin(), record.claims.end(),
                    [](const run::ClaimResult& claim) { return claim.as_expected; });
  return fmt::format(
             "# Reproducibility bundle: plan {}, seed {}\n\n"
             "{} of {} claims came out as expected. Open `index.html` first; nothing here needs a "
             "network.\n\n"
             "| File | What |\n| --- | --- |\n"
             "| `index.html` | the page: verdicts, figures, numbers, provenance |\n"
             "| `figures/` | every figure as SVG and PDF |\n"
             "| `run.h5` | the run file ({}) |\n"
             "| `plan.toml` | the plan with all its parameters |\n"
             "| `claims.md` | claim, command, expected output |\n"
             "| `traces/` | recorded gradients, where the run read any |\n"
             "| `findings.csv` | every finding and control |\n"
             "| `environment.txt` | program, machine, libraries, command |\n"
             "| `SHA256SUMS` | `sha256sum --check SHA256SUMS` |\n"
             "| `repeat.sh` | the one command |\n"
             "| `LICENSE`, `CITATION.cff`, `ro-crate-metadata.json` | terms, citation, metadata "
             "|\n\n"
             "## The one command\n\n    ./repeat.sh\n\n"
             "It needs ceo-verify {} (commit {}) on PATH, or its path as an argument. It checks "
             "the "
             "sums, samples the plan again from `run.h5` alone and compares: exit code 0 means the "
             "same bits, `content_sha256` {}.\n\n",
             record.plan_name, record.seed, expected, record.claims.size(), source,
             known(record, "version"), known(record, "commit"), run::content_sha256(record)) +
         badges(record) + checklist(record);
}

}  // namespace ceo::verify
