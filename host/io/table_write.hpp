// Columns of a list of rows as datasets along one dimension.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include "host/io/hdf5_write.hpp"
#include "host/io/words.hpp"

namespace ceo::io {

/// Writes the columns of a table along one dimension.
template <class Row>
class TableWriter {
 public:
  TableWriter(const h5::GroupWriter& group, const h5::Scale& axis, const std::vector<Row>& rows)
      : group_(&group), axis_(axis), rows_(&rows) {}

  template <class Field>
  void column(const h5::Label& label, Field field) {
    using Value = std::remove_cvref_t<decltype(field((*rows_)[0]))>;
    if constexpr (std::is_same_v<Value, std::string>) {
      group_->texts(label, collect<std::string>([&](const Row& row) { return field(row); }), axis_);
    } else if constexpr (std::is_enum_v<Value>) {
      group_->texts(
          label, collect<std::string>([&](const Row& row) { return word_of(field(row)); }), axis_);
    } else if constexpr (std::is_same_v<Value, bool>) {
      numbers<std::uint8_t>(label, [&](const Row& row) { return field(row) ? 1 : 0; });
    } else if constexpr (std::is_same_v<Value, std::uint32_t>) {
      numbers<std::uint64_t>(label, field);  // counts are u64 in the file
    } else {
      numbers<Value>(label, field);
    }
  }

 private:
  template <class Value, class Get>
  std::vector<Value> collect(Get get) const {
    std::vector<Value> values;
    values.reserve(rows_->size());
    for (const Row& row : *rows_) values.push_back(static_cast<Value>(get(row)));
    return values;
  }
  template <class Value, class Get>
  void numbers(const h5::Label& label, Get get) {
    group_->numbers<Value>(label, collect<Value>(get), {axis_});
  }

  const h5::GroupWriter* group_;
  h5::Scale axis_;
  const std::vector<Row>* rows_;
};

}  // namespace ceo::io
