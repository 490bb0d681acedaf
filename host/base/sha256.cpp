#include "host/base/sha256.hpp"

#include <openssl/evp.h>

#include "host/base/error.hpp"

namespace ceo {

struct Sha256::Impl {
  struct Free {
    void operator()(EVP_MD_CTX* freed) const { EVP_MD_CTX_free(freed); }
  };
  std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};  ///< null after the end

  void add(const void* data, std::size_t size) const {
    ensure(context != nullptr, "SHA-256: the message is already finished");
    ensure(EVP_DigestUpdate(context.get(), data, size) == 1, "OpenSSL cannot hash");
  }
};

Sha256::Sha256() : impl_(std::make_unique<Impl>()) {
  ensure(impl_->context != nullptr, "OpenSSL cannot allocate a digest");
  ensure(EVP_DigestInit_ex(impl_->context.get(), EVP_sha256(), nullptr) == 1,
         "OpenSSL offers no SHA-256");
}

Sha256::~Sha256() = default;

void Sha256::update(std::span<const std::uint8_t> bytes) {
  impl_->add(bytes.data(), bytes.size());
}

void Sha256::update(std::string_view text) {
  impl_->add(text.data(), text.size());
}

Digest Sha256::finish() {
  ensure(impl_->context != nullptr, "SHA-256: the message is already finished");
  Digest digest{};
  unsigned size = 0;
  ensure(
      EVP_DigestFinal_ex(impl_->context.get(), digest.data(), &size) == 1 && size == digest.size(),
      "OpenSSL cannot hash");
  impl_->context.reset();
  return digest;
}

Digest sha256(std::string_view text) {
  Sha256 hash;
  hash.update(text);
  return hash.finish();
}

std::string hex(const Digest& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(2 * digest.size());
  for (const std::uint8_t byte : digest) {
    text += kDigits[byte >> 4];
    text += kDigits[byte & 15];
  }
  return text;
}

}  // namespace ceo
