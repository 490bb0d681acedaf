#include "datasets/readers/libsvm.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <limits>

namespace ceo::datasets {
namespace {

/// Walks through the text and remembers where it is.
class Cursor {
 public:
  explicit Cursor(const Bytes& bytes)
      : file_(bytes.file),
        begin_(reinterpret_cast<const char*>(bytes.data.data())),
        at_(begin_),
        end_(begin_ + bytes.data.size()) {}

  [[nodiscard]] bool at_end() const { return at_ == end_; }
  [[nodiscard]] bool at_line_end() const { return at_end() || *at_ == '\n' || *at_ == '\r'; }
  void skip_blanks() {
    while (!at_end() && (*at_ == ' ' || *at_ == '\t')) ++at_;
  }
  void next_line() {
    if (!at_end() && *at_ == '\r') ++at_;
    if (!at_end() && *at_ != '\n') fail("there is a carriage return inside a line");
    if (!at_end()) ++at_;
    ++line_;
  }
  double number(const char* what) {
    if (!at_end() && *at_ == '+') ++at_;
    double value = 0;
    const auto [end, error] = std::from_chars(at_, end_, value);
    if (error != std::errc() || !std::isfinite(value)) {
      fail(std::string("the ") + what + " is no finite number");
    }
    at_ = end;
    return value;
  }
  std::uint32_t column() {
    std::uint32_t index = 0;
    const auto [end, error] = std::from_chars(at_, end_, index);
    if (error != std::errc() || index < 1 || index > std::numeric_limits<std::int32_t>::max()) {
      fail("the index is no whole number from 1");
    }
    at_ = end;
    if (at_end() || *at_ != ':') fail("there is no ':' after the index");
    ++at_;
    return index - 1;
  }
  void require_blank() const {
    if (!at_line_end() && *at_ != ' ' && *at_ != '\t') fail("there is no blank after the number");
  }
  [[noreturn]] void fail(const std::string& what) const {
    fail_at(file_, static_cast<std::size_t>(at_ - begin_),
            what + " (line " + std::to_string(line_) + ")",
            "A row is: label index:value index:value ...");
  }

 private:
  std::string file_;
  const char *begin_, *at_, *end_;
  std::size_t line_ = 1;
};

}  // namespace

SparseRows parse_libsvm(const Bytes& bytes) {
  SparseRows rows;
  rows.source = {std::filesystem::path(bytes.file).filename().string(), bytes.sha256};
  Cursor cursor(bytes);
  while (!cursor.at_end()) {
    rows.labels.push_back(cursor.number("label"));
    cursor.require_blank();
    for (cursor.skip_blanks(); !cursor.at_line_end(); cursor.skip_blanks()) {
      const std::uint32_t column = cursor.column();
      if (rows.column.size() > rows.begin.back() && column <= rows.column.back()) {
        cursor.fail("the indices of the row do not rise");
      }
      rows.column.push_back(column);
      rows.value.push_back(cursor.number("value"));
      cursor.require_blank();
      rows.columns = std::max<std::size_t>(rows.columns, std::size_t{column} + 1);
    }
    rows.begin.push_back(rows.column.size());
    cursor.next_line();
  }
  if (rows.labels.empty()) cursor.fail("the file has no rows");
  return rows;
}

}  // namespace ceo::datasets
