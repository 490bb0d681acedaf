#include "verify/history/nights.hpp"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "host/base/error.hpp"
#include "host/io/run_file.hpp"
#include "reports/run_facts.hpp"

namespace ceo::verify {
namespace {

namespace fs = std::filesystem;

/// The files that a word of the command line stands for.
std::vector<std::string> files_of(const std::string& path) {
  std::error_code problem;
  if (!fs::is_directory(path, problem)) return {path};
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator(path, problem)) {
    if (entry.path().extension() == ".h5") files.push_back(entry.path().string());
  }
  if (problem) throw Error(ExitCode::file, "the folder cannot be read: " + problem.message(), path);
  if (files.empty()) {
    throw Error(ExitCode::usage, "the folder holds no run file (*.h5)", path,
                "Name the folder that ceo-verify run or scripts/nightly writes to.");
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// A year of nights fits into memory without them.
void drop_totals(run::Record& record) {
  for (run::CellRecord& cell : record.cells) {
    cell.totals = {};
    cell.shape = {};
  }
}

}  // namespace

Nights read_nights(const std::vector<std::string>& files, const Visit& visit) {
  Nights read;
  bool readable = false;
  for (const std::string& path : files) {
    for (const std::string& file : files_of(path)) {
      try {
        run::Record record = io::read_run(file);
        readable = true;
        const std::optional<std::string> reason = visit ? visit(record, file) : std::nullopt;
        if (reason) {
          read.left_out.push_back({file, *reason});
          continue;
        }
        drop_totals(record);
        std::string start = reports::known(record, "started");
        read.nights.push_back({file, std::move(start), std::move(record)});
      } catch (const Error& error) {
        read.left_out.push_back({file, error.what()});
      }
    }
  }
  if (read.nights.empty()) {
    throw Error(readable ? ExitCode::usage : ExitCode::file,
                "no run can be used; the first: " + read.left_out.front().reason,
                read.left_out.front().file);
  }
  return read;
}

void sort_by_time(std::vector<Night>& nights) {
  std::sort(nights.begin(), nights.end(), [](const Night& a, const Night& b) {
    return std::tie(a.start, a.file) < std::tie(b.start, b.file);
  });
}

}  // namespace ceo::verify
