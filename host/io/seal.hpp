// The seal at the end of a run file: a hash of all bytes before it. It tells damage from a whole
// file before HDF5 sees a byte; readers of HDF5 ignore what follows the part they account for.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace ceo::io {

/// The seal is this text, 64 hexadecimal digits of SHA-256 and a newline.
inline constexpr std::string_view kSealMark = "ceo-verify seal: sha256 ";
inline constexpr std::size_t kSealBytes = kSealMark.size() + 64 + 1;

void append_seal(std::vector<std::uint8_t>& bytes);

enum class Seal { whole, broken, absent };
/// Looks for a seal at the end and compares it with the bytes before it.
[[nodiscard]] Seal check_seal(std::span<const std::uint8_t> bytes);

}  // namespace ceo::io
