#include "reports/escape.hpp"

#include <gmock/gmock.h>

namespace ceo::reports {
namespace {

TEST(Escape, OneLineHasNoControlAndIsUtf8) {
  EXPECT_EQ(one_line("a\r\nb\tc\rd"), "a b c d");
  EXPECT_EQ(one_line("\x1b[31m"), "\uFFFD[31m");
  // NOLINTNEXTLINE(misc-misleading-bidirectional): what is tested
  EXPECT_EQ(one_line("\u202Eabc"), "\uFFFDabc");
  EXPECT_EQ(one_line("Gr\u00f6\u00dfe \u2264 \U0001F642"), "Gr\u00f6\u00dfe \u2264 \U0001F642");
  EXPECT_EQ(lines("a\r\nb"), "a\nb");
}

TEST(Escape, BytesThatAreNotUtf8AreReplaced) {
  // Stray, overlong, surrogate, above the range, cut short.
  for (const char* bytes :
       {"\xff", "\x80", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x82"}) {
    EXPECT_THAT(one_line(bytes), ::testing::StartsWith("\uFFFD")) << bytes;
  }
}

TEST(Escape, Html) {
  EXPECT_EQ(html_text("<a href=\"x\" b='y'>&amp;"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;");
}

TEST(Escape, Markdown) {
  EXPECT_EQ(markdown_text("a|b*c_d[e](f)<g>`h`"), R"(a\|b\*c\_d\[e\](f)\<g\>\`h\`)");
  EXPECT_EQ(markdown_text("- item"), "\\- item");
  EXPECT_EQ(markdown_text("12. item"), "12\\. item");
  EXPECT_EQ(markdown_text("http://x www.x"), "http\\://x www\\.x");
  EXPECT_EQ(markdown_text("thm2.unbiased at k01-equal, 1.5"), "thm2.unbiased at k01-equal, 1.5");
}

TEST(Escape, MarkdownCodeOutlastsItsContent) {
  EXPECT_EQ(markdown_code("plain", false), "`plain`");
  EXPECT_EQ(markdown_code("`a``b", false), "``` `a``b ```");
  EXPECT_EQ(markdown_code("a|b", true), "`a\\|b`");
}

TEST(Escape, GnuplotHasNothingToInterpret) {
  const std::string text = gnuplot_text("x'; system \"ls\"; `id` @m $d {/a} \\ ^ ~ % #\n!ls");
  EXPECT_EQ(text.front(), '\'');
  EXPECT_EQ(text.back(), '\'');
  EXPECT_EQ(text.find_first_of("'\"`@$\\{}^~%#\n", 1), text.size() - 1);
}

TEST(Escape, CsvFieldsAreNoFormulas) {
  EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_field("a\"b"), R"("a""b")");
  EXPECT_EQ(csv_field("=1+1"), "'=1+1");
  EXPECT_EQ(csv_field("@x"), "'@x");
  EXPECT_EQ(csv_field("-1.5e-08"), "-1.5e-08");
}

}  // namespace
}  // namespace ceo::reports
