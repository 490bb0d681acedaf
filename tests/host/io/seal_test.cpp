#include "host/io/seal.hpp"

#include <gtest/gtest.h>

namespace ceo::io {
namespace {

std::vector<std::uint8_t> sealed(const std::string& text) {
  std::vector<std::uint8_t> bytes(text.begin(), text.end());
  append_seal(bytes);
  return bytes;
}

TEST(Seal, IsAHashOfTheBytesBefore) {
  const std::vector<std::uint8_t> bytes = sealed("abc");
  EXPECT_EQ(std::string(bytes.begin(), bytes.end()),
            "abcceo-verify seal: sha256 "
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n");
  EXPECT_EQ(bytes.size(), 3 + kSealBytes);
  EXPECT_EQ(check_seal(bytes), Seal::whole);
  EXPECT_EQ(check_seal(sealed("")), Seal::whole);
}

TEST(Seal, NoticesEveryFlippedBit) {
  std::vector<std::uint8_t> bytes = sealed("a run");
  for (std::size_t i = 0; i < 8 * bytes.size(); ++i) {
    const auto bit = static_cast<std::uint8_t>(1U << (i % 8));
    bytes[i / 8] ^= bit;
    EXPECT_NE(check_seal(bytes), Seal::whole) << "bit " << i;
    bytes[i / 8] ^= bit;
  }
  EXPECT_EQ(check_seal(bytes), Seal::whole);
}

TEST(Seal, NoticesEveryCut) {
  const std::vector<std::uint8_t> bytes = sealed("a run");
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_EQ(check_seal({bytes.data(), size}), Seal::absent) << size;
  }
}

}  // namespace
}  // namespace ceo::io
