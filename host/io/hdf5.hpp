// A small owning layer over the C API of HDF5: handles that close themselves and failures that
// throw.
#pragma once

#include <hdf5.h>

#include <cstdint>
#include <string>
#include <utility>

namespace ceo::io::h5 {

/// Name of every file in memory. HDF5 looks whether a file of that name exists on disk; none can.
inline constexpr const char* kNoPath = "/dev/null/in-memory.h5";

/// Owns one HDF5 identifier and closes it.
class Id {
 public:
  using Close = herr_t (*)(hid_t);
  Id() = default;
  Id(hid_t id, Close close) : id_(id), close_(close) {}
  Id(Id&& other) noexcept : id_(std::exchange(other.id_, H5I_INVALID_HID)), close_(other.close_) {}
  Id& operator=(Id&& other) noexcept;
  Id(const Id&) = delete;
  Id& operator=(const Id&) = delete;
  ~Id() { reset(); }
  [[nodiscard]] hid_t get() const { return id_; }
  void reset() noexcept;

 private:
  hid_t id_ = H5I_INVALID_HID;
  Close close_ = nullptr;
};

/// While one lives, HDF5 prints no error stack: failures reach the user as Error instead.
class Quiet {
 public:
  Quiet();
  Quiet(const Quiet&) = delete;
  Quiet& operator=(const Quiet&) = delete;
  ~Quiet();

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

/// HDF5's own words for its last failure; empty if there are none.
[[nodiscard]] std::string last_failure();

/// Throws Error(file) "WHERE: WHAT (HDF5: ...)" unless `status` is zero or more.
void check(herr_t status, const char* what, const std::string& where);
/// Takes ownership of a new identifier; throws like check() if there is none.
[[nodiscard]] Id owned(hid_t id, Id::Close close, const char* what, const std::string& where);

/// HDF5 types of the numbers that a run file holds: little endian in the file, native in memory.
template <class T>
struct NumberType;
template <>
struct NumberType<std::uint8_t> {
  static hid_t file() { return H5T_STD_U8LE; }
  static hid_t memory() { return H5T_NATIVE_UINT8; }
  static constexpr const char* kName = "u8";
};
template <>
struct NumberType<std::uint32_t> {
  static hid_t file() { return H5T_STD_U32LE; }
  static hid_t memory() { return H5T_NATIVE_UINT32; }
  static constexpr const char* kName = "u32";
};
template <>
struct NumberType<std::uint64_t> {
  static hid_t file() { return H5T_STD_U64LE; }
  static hid_t memory() { return H5T_NATIVE_UINT64; }
  static constexpr const char* kName = "u64";
};
template <>
struct NumberType<std::int32_t> {
  static hid_t file() { return H5T_STD_I32LE; }
  static hid_t memory() { return H5T_NATIVE_INT32; }
  static constexpr const char* kName = "i32";
};
template <>
struct NumberType<std::int64_t> {
  static hid_t file() { return H5T_STD_I64LE; }
  static hid_t memory() { return H5T_NATIVE_INT64; }
  static constexpr const char* kName = "i64";
};
template <>
struct NumberType<float> {
  static hid_t file() { return H5T_IEEE_F32LE; }
  static hid_t memory() { return H5T_NATIVE_FLOAT; }
  static constexpr const char* kName = "f32";
};
template <>
struct NumberType<double> {
  static hid_t file() { return H5T_IEEE_F64LE; }
  static hid_t memory() { return H5T_NATIVE_DOUBLE; }
  static constexpr const char* kName = "f64";
};

/// Variable-length UTF-8 text.
[[nodiscard]] Id text_type();

}  // namespace ceo::io::h5
