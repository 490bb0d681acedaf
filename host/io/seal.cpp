#include "host/io/seal.hpp"

#include <algorithm>
#include <string>

#include "host/base/sha256.hpp"

namespace ceo::io {
namespace {

std::string seal_of(std::span<const std::uint8_t> bytes) {
  Sha256 hash;
  hash.update(bytes);
  return std::string(kSealMark) + hex(hash.finish()) + "\n";
}

}  // namespace

void append_seal(std::vector<std::uint8_t>& bytes) {
  const std::string seal = seal_of(bytes);
  bytes.insert(bytes.end(), seal.begin(), seal.end());
}

Seal check_seal(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < kSealBytes) return Seal::absent;
  const auto body = bytes.first(bytes.size() - kSealBytes);
  const auto tail = bytes.last(kSealBytes);
  const std::string found(tail.begin(), tail.end());
  if (!found.starts_with(kSealMark)) return Seal::absent;
  return found == seal_of(body) ? Seal::whole : Seal::broken;
}

}  // namespace ceo::io
