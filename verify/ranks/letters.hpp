// What ranks tell each other.
#pragma once

#include <string>
#include <vector>

#include "host/run/coverage.hpp"
#include "host/run/session.hpp"
#include "verify/commands/commands.hpp"

namespace ceo::verify {

/// First byte of a letter.
enum class LetterKind : char {
  job = 'J',      ///< rank 0: sample this
  stop = 'S',     ///< rank 0: end the slice under way, send what there is
  release = 'R',  ///< rank 0: nothing is left to do
  part = 'P',     ///< to rank 0: a packed cell (host/run/parcel.hpp)
  report = 'T',   ///< to rank 0: how far the rank is; the last one of a job closes it
  goodbye = 'G'   ///< to rank 0: the rank has been released and says nothing any more
};

/// Throws Error(internal) on an empty letter.
[[nodiscard]] LetterKind kind_of(const std::string& letter);
/// A letter of this kind, sealed by its SHA-256.
[[nodiscard]] std::string letter(LetterKind kind, const std::string& body = "");
/// The seal holds. What a rank sent last may arrive torn when it is killed.
[[nodiscard]] bool is_whole(const std::string& letter);
/// The letter without its kind and its seal.
[[nodiscard]] std::string body_of(const std::string& letter);

/// The share of a run that another rank samples.
struct RankJob {
  std::string commit;            ///< of the program that planned it
  std::string config_canonical;  ///< what decides the bits
  std::string plan_sha256;       ///< of the canonical plan
  MachineRequest machine;
  std::string shard;                ///< of the whole job, for the session
  double interval = 0, cost = 0;    ///< seconds between parts, and their share of the time: Pauses
  std::vector<run::Ranges> wanted;  ///< [cells] strips to sample
};
[[nodiscard]] std::string packed(const RankJob& job);
[[nodiscard]] RankJob unpacked_job(const std::string& body);

/// How far a rank is.
struct RankReport {
  run::Session session;
  bool last = false;     ///< nothing more comes of this job
  bool stopped = false;  ///< with `last`: strips of the job are missing
};
[[nodiscard]] std::string packed(const RankReport& report);
[[nodiscard]] RankReport unpacked_report(const std::string& body);

}  // namespace ceo::verify
