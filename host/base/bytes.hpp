// Numbers and texts as bytes, for other processes of the same program on the same kind of machine.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "host/base/error.hpp"

namespace ceo {

class ByteWriter {
 public:
  template <class T>
  void number(T value) {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
    append(&value, sizeof value);
  }
  void text(std::string_view value) {
    number<std::uint64_t>(value.size());
    append(value.data(), value.size());
  }
  template <class T>
  void numbers(const std::vector<T>& values) {
    static_assert(std::is_trivially_copyable_v<T>);
    number<std::uint64_t>(values.size());
    append(values.data(), values.size() * sizeof(T));
  }
  [[nodiscard]] std::string take() { return std::move(bytes_); }

 private:
  void append(const void* from, std::size_t count) {
    if (count > 0) bytes_.append(static_cast<const char*>(from), count);
  }
  std::string bytes_;
};

/// Reads what a ByteWriter wrote, in the same order. Throws Error(internal) where bytes are
/// missing.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : rest_(bytes) {}
  template <class T>
  T number() {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>);
    T value{};
    copy(&value, sizeof value);
    return value;
  }
  std::string text() {
    std::string value(count_of(1), '\0');
    copy(value.data(), value.size());
    return value;
  }
  template <class T>
  std::vector<T> numbers() {
    static_assert(std::is_trivially_copyable_v<T>);
    std::vector<T> values(count_of(sizeof(T)));
    copy(values.data(), values.size() * sizeof(T));
    return values;
  }
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

 private:
  /// A count whose items are all there.
  std::size_t count_of(std::size_t size) {
    const auto count = number<std::uint64_t>();
    ensure(count <= rest_.size() / size, "a letter between ranks is too short");
    return count;
  }
  void copy(void* to, std::size_t count) {
    ensure(count <= rest_.size(), "a letter between ranks is too short");
    if (count > 0) std::memcpy(to, rest_.data(), count);
    rest_.remove_prefix(count);
  }
  std::string_view rest_;
};

}  // namespace ceo
