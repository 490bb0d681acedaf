#include "reports/page.hpp"

#include <gmock/gmock.h>

#include <regex>
#include <set>

#include "reports/csv.hpp"
#include "reports/html.hpp"
#include "reports/markdown.hpp"
#include "tests/reports/page_record.hpp"

namespace ceo::reports {
namespace {

using ::testing::HasSubstr;
using testing::hostile;
using ::testing::Not;
using testing::page_record;

/// Elements of a page with their attributes: everything between < and >.
std::set<std::string> element_names(const std::string& page) {
  std::set<std::string> names;
  const std::regex tag("<([a-zA-Z!]+)");
  for (auto match = std::sregex_iterator(page.begin(), page.end(), tag);
       match != std::sregex_iterator(); ++match)
    names.insert((*match)[1]);
  return names;
}

TEST(Page, SaysWhatHoldsAndHowSure) {
  const std::string text = markdown(page(page_record(), "page-3.h5"));
  for (const char* words :
       {"1 of 1 claim as expected", "1 of 1 planted fault rejected", "A processor, 2 threads",
        "1e-06", "a source, eq 1", "X is Gaussian", "01234567 89abcdef", "ceo-verify run page"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
}

TEST(Page, NamesWhatIsNotAsItShouldBe) {
  run::Record record = page_record();
  record.complete = false;
  record.controls[0].rejected = false;
  record.findings[0].verdict = stats::Verdict::disagree;
  record.findings[0].reason = "far off";
  record.claims[0].verdict = "refuted";
  record.claims[0].as_expected = false;
  const std::string text = markdown(page(record, "page-3.h5"));
  for (const char* words : {"not completed", "0 of 1 claim", "Not as it should be", "far off",
                            "the control fault at one", "**Refuted**"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
}

TEST(Page, HostileTextsAddNoElement) {
  const Document sound = page(page_record(), "page-3.h5");
  const Document document = page(page_record(hostile()), hostile());
  const std::string text = html(document);
  EXPECT_EQ(element_names(text), element_names(html(sound)));
  // Once in a heading, once in an attribute: everywhere escaped.
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;"));
  EXPECT_THAT(text, Not(HasSubstr("<script")));
  EXPECT_THAT(text, Not(HasSubstr("onerror=alert(1)>")));
  for (const char byte : {'\x1b', '\x01', '\xff'}) EXPECT_EQ(text.find(byte), std::string::npos);
}

TEST(Page, HostileTextsReachGnuplotOnlyInQuotes) {
  for (const Section& section : page(page_record(hostile()), "x.h5").sections) {
    for (const Block& block : section.blocks) {
      const auto* figure = std::get_if<Figure>(&block);
      if (figure == nullptr) continue;
      // With all quoted texts taken out, nothing of the hostile one is left.
      const std::string bare = std::regex_replace(figure->script, std::regex("'[^'\n]*'"), "");
      for (const char* word : {"pwned", "alert", "system", "script", "`", "@"})
        EXPECT_THAT(bare, Not(HasSubstr(word))) << figure->id;
    }
  }
}

TEST(Page, RenderingIsAFunctionOfTheRecord) {
  EXPECT_EQ(html(page(page_record(), "a.h5")), html(page(page_record(), "a.h5")));
}

TEST(Page, EmptyRecord) {
  run::Record record;
  record.plan_name = "empty";
  const Document document = page(record, "empty.h5");
  EXPECT_THAT(html(document), HasSubstr("0 of 0 claims as expected"));
  EXPECT_THAT(markdown(document), HasSubstr("not completed"));
}

TEST(Page, IdsAreUnique) {
  run::Record record = page_record();
  record.claims.push_back(record.claims[0]);
  record.claims[1].id = "thm-test";  // the same letters but for a sign
  const std::string text = html(page(record, "a.h5"));
  std::set<std::string> ids;
  const std::regex id(" id=\"([^\"]*)\"");
  for (auto match = std::sregex_iterator(text.begin(), text.end(), id);
       match != std::sregex_iterator(); ++match) {
    EXPECT_TRUE(ids.insert((*match)[1]).second) << (*match)[1];
  }
  EXPECT_GT(ids.size(), 10U);
}

TEST(Formula, Symbols) {
  EXPECT_EQ(html_formula("Xhat = sum_k w_k U_k"),
            "X\u0302 = \u2211<sub>k</sub> <var>w</var><sub>k</sub> <var>U</var><sub>k</sub>");
  EXPECT_EQ(html_formula("e^2 < 1"), "<var>e</var><sup>2</sup> &lt; 1");
  EXPECT_EQ(html_formula("the sum rate of rho"), "the sum rate of \u03c1");
  EXPECT_EQ(html_formula("<b>_<i>"), "&lt;<var>b</var>&gt;_&lt;<var>i</var>&gt;");
}

TEST(Csv, ARowPerFindingAndControl) {
  const std::string text = csv(page_record());
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 1 + 2 + 1);
  EXPECT_THAT(text, HasSubstr("\r\nfinding,thm.test,one,distortion,agree,1.002,1,"));
  EXPECT_THAT(text, HasSubstr("\r\ncontrol,thm.test,one,distortion,disagree,1.1,1,"));
}

}  // namespace
}  // namespace ceo::reports
