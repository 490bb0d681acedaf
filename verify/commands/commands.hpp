// What each command takes and does. How it is typed stands in parsers.cpp, so that only that file
// and program.cpp see the parser library.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "verify/commands/plan_options.hpp"

namespace ceo::verify {

/// The words of the command line, program first.
using Arguments = std::vector<std::string>;

/// What every command has.
struct CommonOptions {
  bool json = false;   ///< the result as one JSON object on stdout
  bool quiet = false;  ///< no progress and no messages on stderr, errors excepted
};

/// Writes the result of a command to stdout. Throws Error(file) if it cannot be written.
void print_result(const std::string& text);
/// Writes a line to stderr unless `quiet`.
void print_message(const CommonOptions& options, const std::string& text);

/// What samples; nothing here decides bits.
struct MachineRequest {
  std::string pack;  ///< empty: the fastest
  std::string backend = "auto";
  /// CUDA devices, as typed; empty: "0", or all for ranks.
  std::string device;
  int threads = 0;  ///< 0: one per hardware thread
};

struct RunRequest {
  PlanOptions plan;  ///< with `resume`, plan.plan may name the run file to go on with
  MachineRequest machine;
  std::string output;      ///< run file; empty: results/PLAN-SEED.h5
  std::string time;        ///< as typed; empty if not given
  std::string shard;       ///< "3/10"; empty: the whole run
  std::string checkpoint;  ///< as typed; empty: 30 s, or longer where one is slow
  bool resume = false;
  bool force = false;
};

struct MergeRequest {
  std::vector<std::string> files;
  std::string output;  ///< empty: results/PLAN-SEED.h5
  bool force = false;
};

struct ReproduceRequest {
  std::string file;
  std::string output;  ///< run file of the second run; empty: none is kept
  MachineRequest machine;
  bool force = false;
};

struct DiffRequest {
  std::string first, second;
  bool all = false;  ///< every row, not only those that differ most
};

struct ReplayRequest {
  std::string file, cell;
  std::optional<std::uint64_t> sample;
  std::size_t extremes = 0;            ///< how many; 0: `sample` is replayed
  std::optional<std::uint64_t> first;  ///< extremes: samples to look through; default 2^22
};

struct ReportRequest {
  std::vector<std::string> files;
  std::vector<std::string> formats = {"html"};
  std::string folder;  ///< empty: beside each run file
  std::string bundle;  ///< folder of a bundle, in place of pages; empty: none
  bool force = false;
};

/// Each prints its result and returns the exit code of the program; errors are thrown as Error.
[[nodiscard]] ExitCode run_command(const RunRequest& options, const CommonOptions& common,
                                   const Arguments& arguments);
[[nodiscard]] ExitCode plan_command(const PlanOptions& options, const CommonOptions& common);
[[nodiscard]] ExitCode list_command(const CommonOptions& common);
[[nodiscard]] ExitCode show_command(const std::string& id, const CommonOptions& common);
[[nodiscard]] ExitCode info_command(const std::string& file, const CommonOptions& common);
[[nodiscard]] ExitCode merge_command(const MergeRequest& request, const CommonOptions& common,
                                     const Arguments& arguments);
[[nodiscard]] ExitCode reproduce_command(const ReproduceRequest& request,
                                         const CommonOptions& common, const Arguments& arguments);
[[nodiscard]] ExitCode diff_command(const DiffRequest& request, const CommonOptions& common);
[[nodiscard]] ExitCode replay_command(const ReplayRequest& request, const CommonOptions& common);
/// Of `report --bundle`.
[[nodiscard]] ExitCode bundle_command(const ReportRequest& request, const CommonOptions& common);
[[nodiscard]] ExitCode report_command(const ReportRequest& request, const CommonOptions& common);
[[nodiscard]] ExitCode doctor_command(const CommonOptions& common);

}  // namespace ceo::verify
