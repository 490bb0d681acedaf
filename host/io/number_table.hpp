// Small tables of numbers as CSV, such as the tables that a source prints.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ceo::io {

/// A rectangle of numbers with names for its rows and columns.
struct NumberTable {
  std::string corner;                ///< what the row names are ("dimension")
  std::vector<std::string> columns;  ///< names from the header line
  std::vector<std::string> rows;     ///< first field of each line
  std::vector<double> values;        ///< [rows][columns], row by row
  int decimals = 0;                  ///< most digits behind a decimal point
  std::string comment;               ///< the lines in front that start with '#', without it
};

/// Reads a table: comment lines that start with '#', a header line, then a line per row; fields are
/// separated by commas, without spaces or quotes. Throws Error(file) with the line and column at
/// `name`:line:column for the first thing that is not so: no header, no row, a line with another
/// number of fields, a name that is empty or there twice, a field that is not a finite decimal
/// number, an empty line, a comment below the header.
[[nodiscard]] NumberTable parse_number_table(std::string_view text, const std::string& name);

/// Table I of ZTW: rho(N_k, X) by dimension (rows) and iteration (columns), the values of
/// datasets/published/ztw-table-1.csv, which is part of the program.
[[nodiscard]] NumberTable ztw_table_1();

}  // namespace ceo::io
