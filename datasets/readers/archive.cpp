#include "datasets/readers/archive.hpp"

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "host/base/error.hpp"

namespace ceo::datasets {
namespace {

struct Free {
  void operator()(archive* handle) const { archive_read_free(handle); }
};

[[noreturn]] void damaged(archive* handle, const std::string& path) {
  const char* reason = archive_error_string(handle);
  fail_at(path, static_cast<std::size_t>(std::max<la_int64_t>(archive_filter_bytes(handle, 0), 0)),
          std::string("the tar archive is cut short or damaged (") +
              (reason == nullptr ? "no reason given" : reason) + ", offset of the unpacked file)",
          "Fetch the file again (scripts/fetch-datasets).");
}

/// The content of the entry at which the archive stands.
Bytes read_entry(archive* handle, archive_entry* entry, const Bytes& tar, const std::string& name) {
  const auto size = static_cast<std::size_t>(archive_entry_size(entry));
  if (size > tar.data.size()) fail_at(tar.file, 0, name + " claims to be larger than the archive");
  Bytes bytes{tar.file + ":" + name, std::vector<std::uint8_t>(size), tar.sha256};
  const la_ssize_t got = archive_read_data(handle, bytes.data.data(), size);
  if (got < 0 || static_cast<std::size_t>(got) != size) damaged(handle, tar.file);
  return bytes;
}

}  // namespace

std::map<std::string, Bytes> read_tar(const std::string& path,
                                      const std::vector<std::string>& wanted, std::string& sha256) {
  const Bytes tar = read_data_file(path);
  sha256 = tar.sha256;
  const std::unique_ptr<archive, Free> handle(archive_read_new());
  ensure(handle != nullptr, "libarchive does not start");
  archive_read_support_format_tar(handle.get());
  if (archive_read_open_memory(handle.get(), tar.data.data(), tar.data.size()) != ARCHIVE_OK) {
    damaged(handle.get(), path);
  }
  std::map<std::string, Bytes> found;
  archive_entry* entry = nullptr;
  int status = ARCHIVE_OK;
  while ((status = archive_read_next_header(handle.get(), &entry)) == ARCHIVE_OK) {
    const char* whole = archive_entry_pathname(entry);  // none if it is no text
    const std::string name = std::filesystem::path(whole == nullptr ? "" : whole).filename();
    if (std::find(wanted.begin(), wanted.end(), name) == wanted.end()) continue;
    if (archive_entry_filetype(entry) != AE_IFREG) continue;
    found[name] = read_entry(handle.get(), entry, tar, name);
  }
  if (status != ARCHIVE_EOF) damaged(handle.get(), path);
  return found;
}

}  // namespace ceo::datasets
