#include "host/io/hdf5.hpp"

#include "host/base/error.hpp"

namespace ceo::io::h5 {
namespace {

/// Walks HDF5's error stack from the innermost call outwards; keeps the first description.
herr_t keep_first(unsigned /*depth*/, const H5E_error2_t* entry, void* text) {
  auto& kept = *static_cast<std::string*>(text);
  if (kept.empty() && entry->desc != nullptr) kept = entry->desc;
  return 0;
}

}  // namespace

Id& Id::operator=(Id&& other) noexcept {
  if (this != &other) {
    reset();
    id_ = std::exchange(other.id_, H5I_INVALID_HID);
    close_ = other.close_;
  }
  return *this;
}

void Id::reset() noexcept {
  if (id_ >= 0 && close_ != nullptr) close_(id_);
  id_ = H5I_INVALID_HID;
}

Quiet::Quiet() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Quiet::~Quiet() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

std::string last_failure() {
  std::string text;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, keep_first, &text);
  return text;
}

void check(herr_t status, const char* what, const std::string& where) {
  if (status >= 0) return;
  const std::string reason = last_failure();
  throw Error(ExitCode::file, reason.empty() ? what : std::string(what) + " (HDF5: " + reason + ")",
              where);
}

Id owned(hid_t id, Id::Close close, const char* what, const std::string& where) {
  check(id < 0 ? -1 : 0, what, where);
  return {id, close};
}

Id text_type() {
  Id type = owned(H5Tcopy(H5T_C_S1), H5Tclose, "no text type", "HDF5");
  check(H5Tset_size(type.get(), H5T_VARIABLE), "no text of variable length", "HDF5");
  check(H5Tset_cset(type.get(), H5T_CSET_UTF8), "no UTF-8 text", "HDF5");
  return type;
}

}  // namespace ceo::io::h5
