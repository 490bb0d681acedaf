#include "host/io/number_table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include "host/base/error.hpp"

namespace ceo::io {
namespace {

/// Where a field stands, for messages.
struct Place {
  const std::string& name;
  std::size_t line, column;
  [[noreturn]] void refuse(const std::string& what, const std::string& remedy) const {
    throw Error(ExitCode::file, what,
                name + ':' + std::to_string(line) + ':' + std::to_string(column), remedy);
  }
};

struct Field {
  std::string text;
  std::size_t column;  ///< from 1
};

std::vector<Field> fields_of(std::string_view line) {
  std::vector<Field> fields;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = std::min(line.find(',', begin), line.size());
    fields.push_back({std::string(line.substr(begin, end - begin)), begin + 1});
    if (end == line.size()) return fields;
    begin = end + 1;
  }
}

double number_of(const std::string& text, const Place& place) {
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, problem] = std::from_chars(text.data(), end, value, std::chars_format::fixed);
  if (problem != std::errc() || stop != end || !std::isfinite(value)) {
    place.refuse("'" + text + "' is not a decimal number",
                 "Write digits, one decimal point and a leading minus only.");
  }
  return value;
}

int decimals_of(const std::string& text) {
  const std::size_t point = text.find('.');
  return point == std::string::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

void add_name(std::vector<std::string>& names, const Field& field, const Place& place) {
  if (field.text.empty()) place.refuse("a name is empty", "Name every row and column.");
  if (std::find(names.begin(), names.end(), field.text) != names.end()) {
    place.refuse("the name '" + field.text + "' is there twice", "Name each once.");
  }
  names.push_back(field.text);
}

void read_header(NumberTable& table, const std::vector<Field>& fields, const std::string& name,
                 std::size_t line) {
  table.corner = fields[0].text;
  for (std::size_t i = 1; i < fields.size(); ++i) {
    add_name(table.columns, fields[i], {name, line, fields[i].column});
  }
  if (table.columns.empty()) {
    Place{name, line, 1}.refuse("the header names no column", "Separate the names by commas.");
  }
}

void read_row(NumberTable& table, const std::vector<Field>& fields, const std::string& name,
              std::size_t line) {
  if (fields.size() != table.columns.size() + 1) {
    Place{name, line, 1}.refuse("the line has " + std::to_string(fields.size()) +
                                    " fields and the header " +
                                    std::to_string(table.columns.size() + 1),
                                "Give one field for every name of the header.");
  }
  add_name(table.rows, fields[0], {name, line, 1});
  for (std::size_t i = 1; i < fields.size(); ++i) {
    table.values.push_back(number_of(fields[i].text, {name, line, fields[i].column}));
    table.decimals = std::max(table.decimals, decimals_of(fields[i].text));
  }
}

}  // namespace

NumberTable parse_number_table(std::string_view text, const std::string& name) {
  NumberTable table;
  std::size_t line = 0;
  while (!text.empty()) {
    ++line;
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view content = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const Place start{name, line, 1};
    if (content.empty()) start.refuse("the line is empty", "Remove it.");
    if (content.front() == '#') {
      if (!table.columns.empty()) {
        start.refuse("a comment below the header", "Put comments in front of the header.");
      }
      table.comment += std::string(content.substr(1)) + '\n';
    } else if (table.columns.empty()) {
      read_header(table, fields_of(content), name, line);
    } else {
      read_row(table, fields_of(content), name, line);
    }
  }
  if (table.rows.empty()) {
    Place{name, line + 1, 1}.refuse("the table has no row", "Give a header line and its rows.");
  }
  return table;
}

}  // namespace ceo::io
