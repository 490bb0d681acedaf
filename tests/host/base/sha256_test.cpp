// Known answers: FIPS 180-2 appendix B and the NIST example of a million letters.
#include "host/base/sha256.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "host/base/error.hpp"

namespace ceo {
namespace {

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(hex(sha256(std::string(1000000, 'a'))),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PiecesMakeTheWhole) {
  const std::string text = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Sha256 hash;
    hash.update(std::string_view(text).substr(0, cut));
    const std::vector<std::uint8_t> rest(text.begin() + static_cast<std::ptrdiff_t>(cut),
                                         text.end());
    hash.update(rest);
    EXPECT_EQ(hash.finish(), sha256(text)) << cut;
  }
}

TEST(Sha256, HashesBytesOfAnyValue) {
  EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256(std::string_view("a\0c", 3)));
  EXPECT_NE(sha256(std::string_view("\0", 1)), sha256(""));
}

TEST(Sha256, RefusesToGoOnAfterTheEnd) {
  Sha256 hash;
  static_cast<void>(hash.finish());
  EXPECT_THROW(hash.update("more"), Error);
  EXPECT_THROW(static_cast<void>(hash.finish()), Error);
}

}  // namespace
}  // namespace ceo
