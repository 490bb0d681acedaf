// Traces: read and checked.
#include "host/io/trace_file.hpp"

#include <filesystem>

#include "host/io/file_bytes.hpp"
#include "tests/fuzz/edits.hpp"
#include "tests/support/sample_trace.hpp"

namespace {

/// The file of a made trace. The writer wants a folder.
std::vector<std::uint8_t> trace_bytes() {
  std::string folder = (std::filesystem::temp_directory_path() / "ceo-fuzz-XXXXXX").string();
  ceo::fuzz::require(::mkdtemp(folder.data()) != nullptr, "no folder for a trace");
  const std::string path = folder + "/trace.h5";
  ceo::io::write_trace(ceo::test::full_trace(), path, false);
  std::vector<std::uint8_t> bytes = ceo::io::read_bytes(path);
  std::filesystem::remove_all(folder);
  return bytes;
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ceo;
  static const fuzz::EditedFile file(trace_bytes());
  fuzz::Choices choices({data, size});
  file.edit(choices);
  fuzz::must_answer([&] { static_cast<void>(io::read_trace(file.path())); });
  return 0;
}
