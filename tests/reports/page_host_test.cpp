// Pages of runs with host checks: words, printed forms, curves and their numbers.
#include <gmock/gmock.h>

#include <regex>

#include "reports/csv.hpp"
#include "reports/figures.hpp"
#include "reports/gnuplot.hpp"
#include "reports/html.hpp"
#include "reports/markdown.hpp"
#include "reports/page.hpp"
#include "tests/reports/page_record.hpp"

namespace ceo::reports {
namespace {

using ::testing::HasSubstr;
using testing::host_record;
using ::testing::Not;
using testing::page_record;

std::string text_of(const run::Record& record) {
  return markdown(page(record, "host.h5"));
}

TEST(HostPage, SaysWhatIsPrintedWhatWasFoundAndWhatHolds) {
  const std::string text = text_of(host_record());
  for (const char* words :
       {"**Printed**: `the constant of printed is 13`", "**Found**: `N^2 times the gap is 26",
        "**Holds instead**: `the constant of corrected is 13`", "(as printed)",
        "**Refuted as printed**: **1 of 1**", "exact", "Chance has no part in it",
        "1 of 1 planted fault rejected; 1 of 1 sound case accepted", "**Samples**: none"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
  // The printed form fails as expected.
  EXPECT_THAT(text, Not(HasSubstr("Not as it should be")));
  EXPECT_THAT(text, Not(HasSubstr("NaN")));
}

TEST(HostPage, ADisagreementThatNobodyExpectsIsNamed) {
  run::Record record = host_record();
  record.claims[0].expected = "holds";
  record.claims[0].as_expected = false;
  EXPECT_THAT(text_of(record), HasSubstr("Not as it should be"));
}

TEST(HostPage, AControlThatWasNotAcceptedIsNamed) {
  run::Record record = host_record();
  record.controls[1].finding.verdict = stats::Verdict::disagree;
  const std::string text = text_of(record);
  EXPECT_THAT(text, HasSubstr("not accepted"));
  EXPECT_THAT(text, HasSubstr("0 of 1 sound case accepted"));
}

TEST(HostPage, SharesOfTheBudgetAreThoseThatChanceCanMove) {
  run::Record record = page_record();
  const run::Record host = host_record();
  record.findings.insert(record.findings.end(), host.findings.begin(), host.findings.end());
  record.claims.push_back(host.claims[0]);
  const std::string text = text_of(record);
  EXPECT_THAT(text, HasSubstr("divided over 2 findings"));
  EXPECT_THAT(text, HasSubstr("2 exact findings besides"));
}

std::vector<Figure> figures_of(const run::Record& record) {
  return series_figures(record, record.claims.at(0).id, "claim");
}

TEST(SeriesFigures, OneForEachSeriesWithItsNumbersInWords) {
  const std::vector<Figure> figures = figures_of(host_record());
  ASSERT_EQ(figures.size(), 2U);
  EXPECT_EQ(figures[0].id, "claim-series-1");
  EXPECT_EQ(figures[0].caption, "Gap of a ring.");
  EXPECT_THAT(figures[0].alt, HasSubstr("found: 2 points from \u22121.1 to 2.1"));
  EXPECT_THAT(figures[0].script, HasSubstr("title 'N\u207b\u00b2'"));
  EXPECT_THAT(figures[0].script, HasSubstr("set logscale x"));
  EXPECT_THAT(figures[1].script, HasSubstr("set logscale y"));
  EXPECT_THAT(figures[1].script, HasSubstr("with boxes"));
}

TEST(SeriesFigures, NoneWithoutData) {
  run::Record record = host_record();
  record.series.clear();
  EXPECT_TRUE(figures_of(record).empty());
  EXPECT_THAT(html(page(record, "a.h5")), Not(HasSubstr("<details>")));
}

TEST(SeriesFigures, GnuplotDrawsEveryStyle) {
  if (!run_gnuplot({{"plot 0", 100, 100}}).problem.empty()) GTEST_SKIP() << "no gnuplot";
  Document document = page(host_record(), "a.h5");
  EXPECT_EQ(draw(document), "");
  const std::string text = html(document);
  EXPECT_THAT(text, HasSubstr("<svg"));
  EXPECT_THAT(text, HasSubstr("<details>\n<summary>Numbers of the figure: Gap of a ring"));
}

TEST(SeriesFigures, HostileNamesReachGnuplotOnlyInQuotes) {
  for (const Figure& figure : figures_of(host_record(testing::hostile()))) {
    const std::string bare = std::regex_replace(figure.script, std::regex("'[^'\n]*'"), "");
    for (const char* word : {"pwned", "alert", "system", "script", "`", "@"}) {
      EXPECT_THAT(bare, Not(HasSubstr(word))) << figure.id;
    }
  }
  EXPECT_THAT(html(page(host_record(testing::hostile()), "x")), Not(HasSubstr("<script")));
}

TEST(HostCsv, HoldsWordsAndEveryPointOfTheCurves) {
  const std::string text = csv(host_record());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 2 + 2 + (3 + 2) + (2 + 1));
  EXPECT_THAT(text, HasSubstr("exact,N^2 times the gap is 26"));
  EXPECT_THAT(text, HasSubstr(",accepted,,,,,,\r\n"));
  EXPECT_THAT(text, HasSubstr(",curves,found,60,2.1,2,2.2\r\n"));
  EXPECT_THAT(text, HasSubstr(",bars,one,1,0.001,,\r\n"));
  // Every row has as many fields as the header; commas within quotes separate none.
  std::size_t row = 0, fields = 0, first = 0;
  bool quoted = false;
  for (const char c : text) {
    if (c == '"') quoted = !quoted;
    if (c == ',' && !quoted) ++fields;
    if (c != '\n') continue;
    if (row++ == 0) first = fields;
    EXPECT_EQ(fields, first) << "row " << row;
    fields = 0;
  }
}

}  // namespace
}  // namespace ceo::reports
