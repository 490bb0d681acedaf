// Datasets along one dimension as columns of a list of rows.
#pragma once

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "host/io/hdf5_read.hpp"
#include "host/io/hdf5_write.hpp"
#include "host/io/words.hpp"

namespace ceo::io {

/// 0 or 1; anything else is damage.
[[nodiscard]] inline std::uint8_t flag_of(std::uint8_t value, const std::string& where) {
  if (value > 1) h5::damaged("the flag is neither 0 nor 1", where);
  return value;
}

/// Reads the columns of a table into its rows.
template <class Row>
class TableReader {
 public:
  TableReader(const h5::GroupReader& group, std::vector<Row>& rows)
      : group_(&group), rows_(&rows) {}

  template <class Field>
  void column(const h5::Label& label, Field field) {
    using Value = std::remove_cvref_t<decltype(field((*rows_)[0]))>;
    const std::string& name = label.name;
    if constexpr (std::is_same_v<Value, std::string>) {
      std::vector<std::string> texts = group_->texts(name, rows_->size());
      for (std::size_t i = 0; i < texts.size(); ++i) field((*rows_)[i]) = std::move(texts[i]);
    } else if constexpr (std::is_enum_v<Value>) {
      const std::vector<std::string> texts = group_->texts(name, rows_->size());
      for (std::size_t i = 0; i < texts.size(); ++i) set_word(field((*rows_)[i]), texts[i], name);
    } else if constexpr (std::is_same_v<Value, bool>) {
      const auto flags = group_->numbers<std::uint8_t>(name, {rows_->size()});
      for (std::size_t i = 0; i < flags.size(); ++i) {
        field((*rows_)[i]) = flag_of(flags[i], group_->where(name)) == 1;
      }
    } else if constexpr (std::is_same_v<Value, std::uint32_t>) {
      const auto counts = group_->numbers<std::uint64_t>(name, {rows_->size()});
      for (std::size_t i = 0; i < counts.size(); ++i) {
        if (!std::in_range<Value>(counts[i]))
          h5::damaged("the count is too large", group_->where(name));
        field((*rows_)[i]) = static_cast<Value>(counts[i]);
      }
    } else {
      const auto values = group_->numbers<Value>(name, {rows_->size()});
      for (std::size_t i = 0; i < values.size(); ++i) field((*rows_)[i]) = values[i];
    }
  }

 private:
  void set_word(stats::Verdict& target, const std::string& word, const std::string& name) const {
    const auto found = verdict_of(word);
    if (!found) h5::damaged("no verdict is called '" + word + "'", group_->where(name));
    target = *found;
  }
  void set_word(stats::Law& target, const std::string& word, const std::string& name) const {
    const auto found = law_of(word);
    if (!found) h5::damaged("no law is called '" + word + "'", group_->where(name));
    target = *found;
  }
  void set_word(run::Required& target, const std::string& word, const std::string& name) const {
    const auto found = required_of(word);
    if (!found) h5::damaged("no control can be '" + word + "'", group_->where(name));
    target = *found;
  }

  const h5::GroupReader* group_;
  std::vector<Row>* rows_;
};

}  // namespace ceo::io
