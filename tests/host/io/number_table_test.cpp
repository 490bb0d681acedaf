#include "host/io/number_table.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "host/io/file_bytes.hpp"
#include "tests/support/error_message.hpp"

namespace ceo::io {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kGood = "# a table\n# of two lines\nrow,a,b\n1,0.5,-2\n2,-0.125,3\n";

std::string message(const std::string& text) {
  return ceo::testing::message_of([&] { return parse_number_table(text, "t.csv"); },
                                  ExitCode::file);
}

TEST(NumberTable, ReadsNamesValuesAndDigits) {
  const NumberTable table = parse_number_table(kGood, "t.csv");
  EXPECT_EQ(table.corner, "row");
  EXPECT_THAT(table.columns, ElementsAre("a", "b"));
  EXPECT_THAT(table.rows, ElementsAre("1", "2"));
  EXPECT_THAT(table.values, ElementsAre(0.5, -2, -0.125, 3));
  EXPECT_EQ(table.decimals, 3);
  EXPECT_EQ(table.comment, " a table\n of two lines\n");
  EXPECT_EQ(parse_number_table("r,a\n1,2", "t.csv").decimals, 0);  // without a last line end
}

TEST(NumberTable, RefusesEverythingElseAndSaysWhere) {
  const std::string cases[][2] = {
      {"", "t.csv:1:1: the table has no row"},
      {"# only words\n", "t.csv:2:1: the table has no row"},
      {"row,a\n", "t.csv:2:1: the table has no row"},
      {"row\n1\n", "t.csv:1:1: the header names no column"},
      {"row,a,a\n1,2,3\n", "t.csv:1:7: the name 'a' is there twice"},
      {"row,a,\n1,2,3\n", "t.csv:1:7: a name is empty"},
      {"row,a\n1,2\n1,3\n", "t.csv:3:1: the name '1' is there twice"},
      {"row,a\n1,2,3\n", "t.csv:2:1: the line has 3 fields and the header 2"},
      {"row,a,b\n1,2\n", "t.csv:2:1: the line has 2 fields and the header 3"},
      {"row,a\n\n1,2\n", "t.csv:2:1: the line is empty"},
      {"row,a\n1,2\n# late\n", "t.csv:3:1: a comment below the header"},
      {"row,a\n1, 2\n", "t.csv:2:3: ' 2' is not a decimal number"},
      {"row,a\n1,2 \n", "t.csv:2:3: '2 ' is not a decimal number"},
      {"row,a\n1,2\r\n", "is not a decimal number"},
      {"row,a\n1,+2\n", "'+2' is not a decimal number"},
      {"row,a\n1,1e3\n", "'1e3' is not a decimal number"},
      {"row,a\n1,nan\n", "'nan' is not a decimal number"},
      {"row,a\n1,inf\n", "'inf' is not a decimal number"},
      {"row,a\n1,0x1\n", "'0x1' is not a decimal number"},
      {"row,a\n1,\n", "t.csv:2:3: '' is not a decimal number"}};
  for (const auto& [text, expected] : cases) EXPECT_THAT(message(text), HasSubstr(expected));
}

TEST(PublishedTables, TableOneIsTheFileOfTheSourceTree) {
  const char* source = std::getenv("CEO_SOURCE");
  ASSERT_NE(source, nullptr);
  const auto bytes = read_bytes(std::string(source) + "/datasets/published/ztw-table-1.csv");
  const NumberTable file =
      parse_number_table({reinterpret_cast<const char*>(bytes.data()), bytes.size()}, "file");
  const NumberTable built = ztw_table_1();
  EXPECT_EQ(built.values, file.values);
  EXPECT_EQ(built.comment, file.comment);
  EXPECT_THAT(built.comment, HasSubstr("2206.13984"));
  EXPECT_THAT(built.rows, ElementsAre("1", "2", "3", "4"));
  EXPECT_EQ(built.columns.size(), 10U);
  EXPECT_EQ(built.corner, "dimension");
  EXPECT_EQ(built.decimals, 4);
  EXPECT_EQ(built.values[4], -0.023);
  EXPECT_EQ(built.values[27], 0.0301);
  EXPECT_EQ(built.values[39], -0.0073);
}

}  // namespace
}  // namespace ceo::io
