#include "verify/claims/german_credit.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>

#include "datasets/readers/libsvm.hpp"
#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/io/file_bytes.hpp"

namespace ceo::verify {
namespace {

constexpr const char* kName = "german.numer_scale";

/// Where the file is; empty: nowhere.
std::string place_of(const std::string& folder) {
  for (const std::string& path : {folder + "/libsvm/" + kName, folder + "/" + kName}) {
    std::error_code error;
    if (std::filesystem::is_regular_file(path, error)) return path;
  }
  return "";
}

}  // namespace

GermanCredit german_credit() {
  const char* folder = std::getenv("CEO_DATA");
  if (folder == nullptr || *folder == 0) {
    return {std::nullopt, fmt::format("{} not run: CEO_DATA names no folder", kName)};
  }
  const std::string path = place_of(folder);
  if (path.empty()) {
    return {std::nullopt, fmt::format("{} not run: it is not in the folder of CEO_DATA", kName)};
  }
  datasets::Bytes bytes;
  bytes.file = path;
  bytes.data = io::read_bytes(path);
  bytes.sha256 = hex(sha256({reinterpret_cast<const char*>(bytes.data.data()), bytes.data.size()}));
  const datasets::SparseRows rows = datasets::parse_libsvm(bytes);
  if (rows.columns < 1 || rows.columns > models::kSgdDimensions) {
    throw Error(ExitCode::file, fmt::format("the file has {} columns", rows.columns), path,
                fmt::format("{} has 24; at most {} can be used.", kName, models::kSgdDimensions));
  }
  theory::LogisticProblem f{rows.columns, std::vector<double>(rows.rows() * rows.columns), 0.01};
  for (std::size_t row = 0; row < rows.rows(); ++row) {
    const double sign = rows.labels[row] > 0 ? -1 : 1;
    for (std::size_t entry = rows.begin[row]; entry < rows.begin[row + 1]; ++entry) {
      f.table[row * rows.columns + rows.column[entry]] = sign * rows.value[entry];
    }
  }
  SgdInstance instance;
  instance.name = kName;
  instance.problem.logistic = std::move(f);
  instance.problem.radius = 3;
  instance.variance = 1;
  instance.iterations = 100;
  return {instance, fmt::format("{} ({} rows, SHA-256 {}) included", kName, rows.rows(),
                                bytes.sha256.substr(0, 16))};
}

}  // namespace ceo::verify
