#include "host/io/run_output.hpp"

#include "host/io/file_bytes.hpp"
#include "host/io/run_file.hpp"

namespace ceo::io {

RunOutput::RunOutput(std::string path, bool replace) : path_(std::move(path)) {
  check_writable(path_, true);  // the folder has to be there before anything can be locked in it
  lock_.emplace(path_);
  if (lock_->held()) remove_leftovers(path_);
  check_writable(path_, replace);
  ours_ = identity_of(path_);
}

bool RunOutput::exists() const {
  return identity_of(path_).has_value();
}

void RunOutput::write(const run::Record& record) {
  const std::vector<std::uint8_t> bytes = run_bytes(record);
  // The identity is that of the file as written: whatever appears there later is not ours.
  ours_ = ours_ && exists() ? publish_bytes_over(bytes, path_, *ours_)
                            : publish_bytes(bytes, path_, false);
}

}  // namespace ceo::io
