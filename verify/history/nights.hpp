// Runs in the order of time, read from a folder or a list of files.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "host/run/record.hpp"

namespace ceo::verify {

/// A run file and what it holds.
struct Night {
  std::string file;
  std::string start;   ///< UTC, ISO 8601; "unknown" in files that do not say
  run::Record record;  ///< totals and shape statistics of its cells are dropped
};

/// A file that is not looked at, and why.
struct LeftOut {
  std::string file, reason;
};

struct Nights {
  std::vector<Night> nights;
  std::vector<LeftOut> left_out;
};

/// What is done with a whole record before its totals are dropped: why the file is left out, or
/// nothing.
using Visit = std::function<std::optional<std::string>(const run::Record&, const std::string&)>;

/// Reads run files one by one, in the order given; those of a folder by name. One that cannot be
/// read is left out, and told: a damaged night does not hide the others.
/// @param files  run files; a folder stands for the files in it that end in .h5
/// Throws Error(file) where none can be read, Error(usage) where a folder holds no such file or no
/// file pleases `visit`.
[[nodiscard]] Nights read_nights(const std::vector<std::string>& files, const Visit& visit = {});

/// By start, then by name of the file.
void sort_by_time(std::vector<Night>& nights);

}  // namespace ceo::verify
