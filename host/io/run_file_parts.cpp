#include "host/io/run_file_parts.hpp"

#include <string>

namespace ceo::io {
namespace {

using h5::damaged;
using h5::GroupReader;
using h5::GroupWriter;
using h5::Scale;
using run::Session;

constexpr std::uint64_t kStripSamples = 32;

struct TextColumn {
  const char* name;
  const char* long_name;
  std::string Session::*field;
};

/// One list serves the writer and the reader.
constexpr TextColumn kTexts[] = {
    {"version", "release of the program", &Session::version},
    {"commit", "git commit of the program", &Session::commit},
    {"dirty", "yes if the work tree differed from the commit", &Session::dirty},
    {"backend", "cpu or cuda", &Session::backend},
    {"device", "CUDA devices, or none", &Session::device},
    {"cpu", "processor", &Session::cpu},
    {"pack", "instruction set", &Session::pack},
    {"threads", "CPU threads", &Session::threads},
    {"command", "the command as typed, without absolute paths", &Session::command},
    {"shard", "i/n; empty: not a shard", &Session::shard},
    {"started", "UTC time", &Session::started},
    {"finished", "UTC time of the last write", &Session::finished}};

}  // namespace

bool ranges_fit(const run::Ranges& ranges, const run::CellRecord& cell) {
  if (!run::is_tidy(ranges) || run::strips_of(ranges) != cell.totals.strips) return false;
  if (ranges.empty()) return true;
  const std::uint64_t end = ranges.back().first + ranges.back().count;
  const std::uint64_t strips = cell.samples / kStripSamples;
  return ranges.front().first >= cell.first_strip && end - cell.first_strip <= strips &&
         cell.totals.strips < strips;
}

void write_ranges(const GroupWriter& cell_group, const run::CellRecord& cell) {
  if (!cell.partial) return;
  const GroupWriter group = cell_group.group("ranges");
  const Scale axis =
      group.scale({"range", "1", "number of the range, ascending"}, cell.partial->size());
  std::vector<std::uint64_t> first, count;
  for (const launch::StripRange& range : *cell.partial) {
    first.push_back(range.first);
    count.push_back(range.count);
  }
  group.numbers<std::uint64_t>({"first_strip", "strip", "first strip that was summed"}, first,
                               {axis});
  group.numbers<std::uint64_t>({"strips", "strip", "strips that were summed from there"}, count,
                               {axis});
}

void read_ranges(const GroupReader& cell_group, run::CellRecord& cell) {
  if (!cell_group.has("ranges")) return;
  const GroupReader group = cell_group.group("ranges");
  const std::size_t length = group.length("range");
  const auto first = group.numbers<std::uint64_t>("first_strip", {length});
  const auto count = group.numbers<std::uint64_t>("strips", {length});
  run::Ranges ranges;
  for (std::size_t i = 0; i < length; ++i) ranges.push_back({first[i], count[i]});
  if (!ranges_fit(ranges, cell))
    damaged("the ranges do not fit the strips", group.where("first_strip"));
  cell.partial = ranges;
}

void write_sessions(const GroupWriter& provenance, const std::vector<Session>& sessions) {
  if (sessions.empty()) return;
  const GroupWriter group = provenance.group("sessions");
  const Scale axis =
      group.scale({"session", "1", "number of the process that sampled"}, sessions.size());
  for (const TextColumn& column : kTexts) {
    std::vector<std::string> texts;
    texts.reserve(sessions.size());
    for (const Session& session : sessions) texts.push_back(session.*column.field);
    group.texts({column.name, "1", column.long_name}, texts, axis);
  }
  std::vector<double> seconds;
  std::vector<std::uint64_t> strips;
  for (const Session& session : sessions) {
    seconds.push_back(session.seconds);
    strips.push_back(session.strips);
  }
  group.numbers<double>({"seconds", "s", "wall time"}, seconds, {axis});
  group.numbers<std::uint64_t>({"strips", "strip", "strips that it summed, over all cells"}, strips,
                               {axis});
}

std::vector<Session> read_sessions(const GroupReader& provenance) {
  if (!provenance.has("sessions")) return {};
  const GroupReader group = provenance.group("sessions");
  std::vector<Session> sessions(group.rows("session", sizeof(Session)));
  for (const TextColumn& column : kTexts) {
    const auto texts = group.texts(column.name, sessions.size());
    for (std::size_t i = 0; i < sessions.size(); ++i) sessions[i].*column.field = texts[i];
  }
  const auto seconds = group.numbers<double>("seconds", {sessions.size()});
  const auto strips = group.numbers<std::uint64_t>("strips", {sessions.size()});
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    sessions[i].seconds = seconds[i];
    sessions[i].strips = strips[i];
  }
  return sessions;
}

}  // namespace ceo::io
