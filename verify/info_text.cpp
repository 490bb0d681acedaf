#include "verify/info_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "host/base/text.hpp"
#include "reports/run_facts.hpp"
#include "verify/partial_text.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using reports::known;

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 17;

std::string field(const std::string& name, const std::string& value) {
  return fmt::format("{:<{}}{}\n", name, kIndent, wrap(value, kColumns - kIndent, kIndent));
}

std::string state_of(const run::Record& record) {
  if (record.complete) {
    return fmt::format("complete, {} samples",
                       human_count(static_cast<double>(reports::samples_of(record))));
  }
  const std::string shard = reports::provenance_of(record, "shard");
  return (shard.empty() ? "part, " : "shard " + shard + ", ") + share_text(record);
}

/// "commit 0123abcd" and what is wrong with it.
std::string program_text(const std::string& version, const std::string& commit,
                         const std::string& dirty) {
  const std::string text = fmt::format("ceo-verify {}, commit {}", version, commit);
  if (dirty == "no") return text + ", clean work tree";
  if (dirty == "yes") return text + ", MODIFIED work tree: the commit does not tell the program";
  return text + ", unknown whether its work tree was modified";
}

/// The distinct texts, with how often each occurs.
template <class Get>
std::string tally(const std::vector<run::Session>& sessions, Get get) {
  std::map<std::string, int> counts;
  for (const run::Session& session : sessions) ++counts[get(session)];
  std::vector<std::string> parts;
  constexpr std::size_t kMost = 3;
  for (const auto& [text, count] : counts) {
    if (parts.size() == kMost) {
      parts.push_back(fmt::format("{} others", counts.size() - kMost));
      break;
    }
    parts.push_back(counts.size() == 1 ? text : fmt::format("{} x {}", count, text));
  }
  return join(parts, "; ");
}

/// Who sampled: the process of the file itself, or all of them where there are several.
std::string sampler_text(const run::Record& record) {
  const auto& sessions = record.sessions;
  const auto one = [&](const char* key) { return known(record, key); };
  if (sessions.size() < 2) {
    return field("sampled by", program_text(one("version"), one("commit"), one("dirty"))) +
           field("backend",
                 one("backend") + ", device " + one("device") + ", driver " + one("driver")) +
           field("skipped devices", one("skipped")) +
           field("cpu", one("cpu") + ", " + one("threads") + " threads, pack " + one("pack"));
  }
  return field("sampled by", fmt::format("{} processes: ", sessions.size()) +
                                 tally(sessions,
                                       [](const run::Session& session) {
                                         return program_text(session.version, session.commit,
                                                             session.dirty);
                                       })) +
         field("backends", tally(sessions,
                                 [](const run::Session& session) {
                                   return session.backend + ", device " + session.device;
                                 })) +
         field("cpus", tally(sessions,
                             [](const run::Session& session) {
                               return session.cpu + ", " + session.threads + " threads, pack " +
                                      session.pack;
                             })) +
         field("written by", program_text(one("version"), one("commit"), one("dirty")));
}

}  // namespace

std::string info_text(const run::Record& record, const std::string& path) {
  std::string text =
      field("file", fmt::format("{}, schema {}", path, record.schema)) +
      field("state", state_of(record)) +
      field("plan", fmt::format("{}, seed {}, {} cells", record.plan_name, record.seed,
                                record.cells.size())) +
      field("content_sha256", run::content_sha256(record)) +
      field("findings_sha256", run::findings_sha256(record)) + sampler_text(record) +
      field("compiler", known(record, "compiler") + ", " + known(record, "build_type") +
                            ", CUDA compiler " + known(record, "cuda")) +
      field("flags", known(record, "flags")) + field("libraries", known(record, "libraries")) +
      field("command", known(record, "command")) + field("repeat", known(record, "repeat")) +
      field("time", fmt::format("{} to {}, {} s of sampling", known(record, "started"),
                                known(record, "finished"), known(record, "seconds")));
  // The list of attributes is open: what is not told above is told as it stands.
  static const std::set<std::string> kTold = {
      "program", "version", "commit",  "dirty",    "compiler", "flags",   "build_type", "cuda",
      "device",  "driver",  "backend", "cpu",      "pack",     "threads", "skipped",    "libraries",
      "command", "repeat",  "started", "finished", "seconds",  "shard"};
  for (const auto& [key, value] : record.provenance) {
    if (!kTold.contains(key)) text += field(key, value);
  }
  return text;
}

}  // namespace ceo::verify
