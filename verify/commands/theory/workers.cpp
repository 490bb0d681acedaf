#include "verify/commands/theory/workers.hpp"

#include <fmt/format.h>

#include "host/base/error.hpp"
#include "verify/commands/parse.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kMostWorkers = 65535;

}  // namespace

std::vector<double> per_worker(const std::string& text, const std::string& option,
                               const std::optional<std::uint64_t>& workers) {
  std::vector<double> values = parse_list(text, option);
  if (!workers) return values;
  if (*workers < 1 || *workers > kMostWorkers) {
    throw Error(ExitCode::usage, fmt::format("{} workers", *workers), "--workers",
                fmt::format("Give 1 to {} workers.", kMostWorkers));
  }
  if (values.size() == 1) values.resize(*workers, values[0]);
  if (values.size() != *workers) {
    throw Error(ExitCode::usage, fmt::format("{} values for {} workers", values.size(), *workers),
                option, "Give one value for all workers, or one for each.");
  }
  return values;
}

std::vector<double> per_worker_of(const std::string& text, const std::string& option,
                                  const std::optional<std::uint64_t>& workers, std::size_t count) {
  std::vector<double> values = per_worker(text, option, workers);
  if (values.size() != count) {
    throw Error(ExitCode::usage, fmt::format("{} values for {} workers", values.size(), count),
                option,
                "Give as many values as --var-n has, or use --workers K with one value each.");
  }
  return values;
}

std::vector<std::size_t> counted_from_one(std::vector<std::size_t> workers) {
  for (std::size_t& worker : workers) ++worker;
  return workers;
}

}  // namespace ceo::verify
