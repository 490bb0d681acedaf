// Points, replay and provenance.
#include <fmt/format.h>

#include <algorithm>

#include "host/base/text.hpp"
#include "reports/figures.hpp"
#include "reports/numbers.hpp"
#include "reports/page_parts.hpp"
#include "reports/run_facts.hpp"

namespace ceo::reports {
namespace {

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (begin <= text.size()) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

/// "8,8,8,8" -> "8 (4 times)"; long lists by their ends and their number.
std::string short_list(const std::string& text) {
  constexpr std::size_t kShown = 6;
  const std::vector<std::string> values = split(text, ',');
  if (values.size() < 2) return text;
  const bool equal =
      std::adjacent_find(values.begin(), values.end(), std::not_equal_to<>()) == values.end();
  if (equal) return fmt::format("{} ({} times)", values.front(), values.size());
  if (values.size() <= kShown) return join(values, ", ");
  return fmt::format("{}, {}, \u2026, {} ({} values)", values[0], values[1], values.back(),
                     values.size());
}

/// The value of "name=value" among the words of a canonical text.
std::string parameter(const std::string& canonical, const std::string& name) {
  for (const std::string& word : split(canonical, ' ')) {
    if (word.rfind(name + "=", 0) == 0) return word.substr(name.size() + 1);
  }
  return "";
}

int workers_of(const run::CellRecord& cell) {
  return (cell.totals.rows - 1) / 2;
}

const run::CellRecord* first_sound(const run::Record& record) {
  const auto found = std::find_if(record.cells.begin(), record.cells.end(),
                                  [](const auto& cell) { return cell.fault.empty(); });
  return found == record.cells.end() ? nullptr : &*found;
}

}  // namespace

Section points_section(const run::Record& record) {
  Section section{"points", "Points", {}};
  Table table;
  table.caption = "Parameters of the sound cells; variances in gradient\u00b2";
  table.columns = {{"Point"},
                   {"Workers K", true},
                   {"Variance of X", true},
                   {"Variances of N\u2096"},
                   {"Variances of V\u2096 (inf: silent)"},
                   {"Samples", true},
                   {"Generator"},
                   {"Key"}};
  for (const run::CellRecord& cell : record.cells) {
    if (!cell.fault.empty()) continue;
    table.rows.push_back({plain(cell.point), plain(fmt::format("{}", workers_of(cell))),
                          plain(parameter(cell.parameters, "var_x")),
                          plain(short_list(parameter(cell.parameters, "var_n"))),
                          plain(short_list(parameter(cell.parameters, "var_v"))),
                          plain(grouped(cell.samples)), plain(cell.rng),
                          code(fmt::format("{:08x} {:08x}", cell.key[0], cell.key[1]))});
  }
  if (!table.rows.empty()) section.blocks.emplace_back(table);
  return section;
}

Section replay_section(const run::Record& record) {
  Section section{"replay", "Replay one sample", {}};
  const run::CellRecord* cell = first_sound(record);
  if (cell == nullptr) return section;
  section.blocks.emplace_back(Paragraph{plain(
      "Samples are numbered n = 0, 1, 2, \u2026 within a cell. Each has counters of its own, so "
      "any "
      "of them can be drawn again alone, with any Philox4x32-10 and the key of its point (table "
      "above; a planted fault has the key of its sound point).")});
  Table table;
  table.caption = "Counters of sample n; every call gives four 32-bit words";
  table.columns = {{"Random numbers"}, {"Counter, words 0 to 3"}, {"Words of the result"}};
  table.rows = {
      {plain("N\u2096, V\u2096 of workers 2b and 2b + 1"), code("n mod 2^32, n div 2^32, b, 0"),
       plain("(0, 1) for N and V of worker 2b; (2, 3) for those of worker 2b + 1")},
      {plain("X of samples 4q to 4q + 3"), code("q mod 2^32, q div 2^32, 65535, 0"),
       plain("(0, 1) for samples 4q and 4q + 1; (2, 3) for 4q + 2 and 4q + 3")}};
  section.blocks.emplace_back(table);
  const std::uint64_t seed = cell->key[0] + (std::uint64_t{cell->key[1]} << 32U);
  section.blocks.emplace_back(Paragraph{plain(fmt::format(
      "Workers count from 0. Two words give two normals, r cos and r sin in this order; "
      "docs/engine.md fixes every operation. With cuRAND, the words of block b of sample n of the "
      "point {} follow curand_init({}, b, 4 n, &state); X of sample n is in block 65535 of "
      "counter n div 4.",
      cell->point, seed))});
  section.blocks.emplace_back(Paragraph{
      plain("Batch b of 256 holds the strips of 32 samples with floor(n/32) = b modulo 256.")});
  if (std::any_of(record.cells.begin(), record.cells.end(),
                  [](const auto& other) { return other.rng != "philox"; })) {
    section.blocks.emplace_back(Paragraph{plain(
        "Cells of other generators than philox draw from one sequence: they repeat as a whole, "
        "not sample by sample.")});
  }
  return section;
}

Section provenance_section(const run::Record& record, const std::string& file) {
  Section section{"provenance", "Where it comes from", {}};
  Facts facts;
  facts.facts.push_back({"File", code(file)});
  facts.facts.push_back({"content_sha256", code(run::content_sha256(record))});
  facts.facts.push_back({"findings_sha256", code(run::findings_sha256(record))});
  for (const auto& [key, value] : record.provenance) facts.facts.push_back({key, plain(value)});
  section.blocks.emplace_back(facts);
  section.blocks.emplace_back(Paragraph{plain(
      "content_sha256 is equal on every machine and backend for the same plan and seed. Repeat "
      "the run and compare it:")});
  section.blocks.emplace_back(Code{repeat_command(record) + "\nceo-verify info FILE"});
  return section;
}

}  // namespace ceo::reports
