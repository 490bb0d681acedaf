#include "datasets/readers/bytes.hpp"

#include <bzlib.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <system_error>

#include "host/base/error.hpp"
#include "host/base/sha256.hpp"
#include "host/base/whole_file.hpp"

namespace ceo::datasets {
namespace {

constexpr const char* kFetchAgain = "Fetch the file again (scripts/fetch-datasets).";
constexpr const char* kNoneOfOurs = "It is none of the data sets that are read here.";
constexpr std::size_t kRoom = 1 << 20;  // unpacked at a time

std::vector<std::uint8_t> read_plain(const std::string& path, std::size_t limit) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) {
    throw Error(ExitCode::file, "there is no such file", path,
                "scripts/fetch-datasets NAME gets the public data sets.");
  }
  return read_whole_file(path, {limit, kNoneOfOurs});
}

/// Makes room for more output; refuses files that unpack beyond the limit.
void grow(Bytes& out, std::size_t used, std::size_t offset, std::size_t limit) {
  if (used >= limit) {
    fail_at(out.file, offset, "the file unpacks to more than " + std::to_string(limit) + " bytes",
            kNoneOfOurs);
  }
  out.data.resize(std::min(limit, used + kRoom));
}

/// Unpacks one gzip member after the other.
void unpack_gzip(const std::vector<std::uint8_t>& packed, Bytes& out, std::size_t limit) {
  std::size_t used = 0, offset = 0;
  while (offset < packed.size()) {
    z_stream stream = {};
    constexpr int kGzipOnly = 15 + 16;
    ensure(inflateInit2(&stream, kGzipOnly) == Z_OK, "zlib does not start");
    int status = Z_OK;
    // zlib's interface lacks the const; it does not write there.
    stream.next_in = const_cast<std::uint8_t*>(packed.data()) + offset;
    stream.avail_in = static_cast<uInt>(packed.size() - offset);
    std::string reason;
    while (status == Z_OK) {
      if (used == out.data.size()) {
        if (used >= limit) break;
        grow(out, used, offset, limit);
      }
      stream.next_out = out.data.data() + used;
      stream.avail_out = static_cast<uInt>(std::min(out.data.size() - used, kRoom));
      status = inflate(&stream, Z_NO_FLUSH);
      used = static_cast<std::size_t>(stream.next_out - out.data.data());
    }
    offset = packed.size() - stream.avail_in;
    if (stream.msg != nullptr) reason = stream.msg;
    inflateEnd(&stream);
    if (status == Z_OK) grow(out, used, offset, limit);  // throws: the limit is reached
    if (status == Z_BUF_ERROR) {
      fail_at(out.file, offset, "the gzip file is cut short", kFetchAgain);
    }
    if (status != Z_STREAM_END) {
      fail_at(out.file, offset, "the gzip file is damaged (" + reason + ")", kFetchAgain);
    }
  }
  out.data.resize(used);
}

void unpack_bzip2(std::vector<std::uint8_t>& packed, Bytes& out, std::size_t limit) {
  std::size_t used = 0, offset = 0;
  while (offset < packed.size()) {
    bz_stream stream = {};
    ensure(BZ2_bzDecompressInit(&stream, 0, 0) == BZ_OK, "libbz2 does not start");
    stream.next_in = reinterpret_cast<char*>(packed.data() + offset);
    stream.avail_in = static_cast<unsigned>(packed.size() - offset);
    int status = BZ_OK;
    bool stuck = false;
    while (status == BZ_OK && !stuck) {
      if (used == out.data.size()) {
        if (used >= limit) break;
        grow(out, used, offset, limit);
      }
      const auto room = static_cast<unsigned>(std::min(out.data.size() - used, kRoom));
      stream.next_out = reinterpret_cast<char*>(out.data.data() + used);
      stream.avail_out = room;
      status = BZ2_bzDecompress(&stream);
      stuck = status == BZ_OK && stream.avail_in == 0 && stream.avail_out == room;
      used += room - stream.avail_out;
    }
    offset = packed.size() - stream.avail_in;
    BZ2_bzDecompressEnd(&stream);
    if (stuck) fail_at(out.file, offset, "the bzip2 file is cut short", kFetchAgain);
    if (status == BZ_OK) grow(out, used, offset, limit);  // throws: the limit is reached
    if (status != BZ_STREAM_END) {
      fail_at(out.file, offset, "the bzip2 file is damaged", kFetchAgain);
    }
  }
  out.data.resize(used);
}

bool starts_with(const std::vector<std::uint8_t>& data, std::string_view mark) {
  return data.size() >= mark.size() && std::memcmp(data.data(), mark.data(), mark.size()) == 0;
}

}  // namespace

Bytes read_data_file(const std::string& path, DataLimits limits) {
  std::vector<std::uint8_t> packed = read_plain(path, limits.file);
  Bytes out{path, {}, {}};
  Sha256 hash;
  hash.update(packed);
  out.sha256 = hex(hash.finish());
  if (starts_with(packed, "\x1f\x8b")) {
    unpack_gzip(packed, out, limits.unpacked);
  } else if (starts_with(packed, "BZh")) {
    unpack_bzip2(packed, out, limits.unpacked);
  } else {
    out.data = std::move(packed);
  }
  return out;
}

ZlibFacts unpack_zlib(std::span<const std::uint8_t> packed, std::size_t limit) {
  z_stream stream = {};
  ensure(inflateInit(&stream) == Z_OK, "zlib does not start");
  // zlib's interface lacks the const; it does not write there.
  stream.next_in = const_cast<std::uint8_t*>(packed.data());
  stream.avail_in = static_cast<uInt>(packed.size());
  std::vector<std::uint8_t> room(kRoom);
  int status = Z_OK;
  while (status == Z_OK && stream.total_out <= limit) {
    stream.next_out = room.data();
    stream.avail_out = static_cast<uInt>(room.size());
    status = inflate(&stream, Z_NO_FLUSH);
  }
  const std::size_t bytes = stream.total_out;
  const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
  inflateEnd(&stream);
  if (bytes > limit) return {Unpacked::too_large, bytes};
  return {whole ? Unpacked::whole : Unpacked::damaged, bytes};
}

bool file_exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

}  // namespace ceo::datasets
