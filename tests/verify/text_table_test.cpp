// Tables and wrapped text.
#include "verify/text_table.hpp"

#include <gtest/gtest.h>

#include "host/base/error.hpp"

namespace ceo::verify {
namespace {

TEST(TextTable, AlignsColumns) {
  TextTable table({"name", "count", "end"}, {Align::left, Align::right, Align::left});
  table.add({"a", "1", "x"});
  table.add({"longer", "12345678", ""});
  EXPECT_EQ(table.str(),
            "name       count  end\n"
            "a              1  x\n"
            "longer  12345678\n");
}

TEST(TextTable, NotesStandBelowTheirRow) {
  TextTable table({"a"}, {Align::left});
  table.add({"1"});
  table.note("    a note that is wider than the table");
  table.add({"2"});
  EXPECT_EQ(table.str(), "a\n1\n    a note that is wider than the table\n2\n");
}

TEST(TextTable, RefusesRaggedRows) {
  TextTable table({"a", "b"}, {Align::left, Align::left});
  EXPECT_THROW(table.add({"1"}), Error);
}

TEST(Wrap, BreaksAtBlanks) {
  EXPECT_EQ(wrap("one two three four", 9, 2), "one two\n  three\n  four");
  EXPECT_EQ(wrap("one two", 7, 0), "one two");
  EXPECT_EQ(wrap("", 7, 0), "");
  EXPECT_EQ(wrap("unbreakable", 4, 0), "unbreakable");
}

}  // namespace
}  // namespace ceo::verify
