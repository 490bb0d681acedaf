#include "reports/figures.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>

#include "reports/gnuplot.hpp"
#include "reports/html.hpp"
#include "reports/page.hpp"
#include "reports/svg.hpp"
#include "tests/reports/page_record.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::reports {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using testing::page_record;

/// PATH of this process, put back at the end.
class Path {
 public:
  explicit Path(const std::string& path) : old_(std::getenv("PATH")) {
    ::setenv("PATH", path.c_str(), 1);
  }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;
  ~Path() { ::setenv("PATH", old_.c_str(), 1); }

 private:
  std::string old_;
};

bool no_gnuplot() {
  return !run_gnuplot({{"plot 0", 100, 100}}).problem.empty();
}

std::vector<std::string> ids_of(const Document& document) {
  std::vector<std::string> ids;
  for (const Section& section : document.sections) {
    for (const Block& block : section.blocks) {
      if (const auto* figure = std::get_if<Figure>(&block)) ids.push_back(figure->id);
    }
  }
  return ids;
}

TEST(Figures, AllThatTheFileCanShow) {
  EXPECT_THAT(ids_of(page(page_record(), "a.h5")),
              ::testing::ElementsAre("claim-1-thm-test-points-1", "claim-1-thm-test-samples-1",
                                     "figure-p-values", "figure-controls", "figure-error-histogram",
                                     "figure-mean-error", "figure-matrix", "figure-correlations"));
}

TEST(Figures, WithoutShapeAndMatrixThoseAreLeftOut) {
  run::Record record = page_record();
  for (run::CellRecord& cell : record.cells) {
    cell.shape.every = 0;
    cell.totals.normals.clear();
  }
  EXPECT_THAT(ids_of(page(record, "a.h5")), Not(::testing::Contains("figure-matrix")));
  EXPECT_THAT(ids_of(page(record, "a.h5")), Not(::testing::Contains("figure-error-histogram")));
}

TEST(Figures, TheErrorIsAveragedInItsUnits) {
  const Document document = page(page_record(), "a.h5");
  for (const Section& section : document.sections) {
    for (const Block& block : section.blocks) {
      const auto* figure = std::get_if<Figure>(&block);
      // Each of the two cells puts every bin one standard error from 0 and every count on its law:
      // together they are sqrt(2) of the smaller error away.
      if (figure != nullptr && figure->id == "figure-mean-error") {
        EXPECT_THAT(figure->alt, HasSubstr("largest is 1.41 standard errors"));
      }
      if (figure != nullptr && figure->id == "figure-error-histogram") {
        EXPECT_THAT(figure->alt, HasSubstr("is 0.0"));
      }
    }
  }
}

TEST(Figures, DrawnTwiceTheSame) {
  if (no_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  Document one = page(page_record(), "a.h5"), two = page(page_record(), "a.h5");
  ASSERT_EQ(draw(one), "");
  ASSERT_EQ(draw(two), "");
  EXPECT_EQ(html(one), html(two));
  EXPECT_THAT(html(one), HasSubstr("<svg aria-hidden"));
}

TEST(Figures, HostileNamesAreDrawnAndRunNothing) {
  if (no_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  const test::TemporaryFolder folder;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  Document document = page(page_record(testing::hostile()), "a.h5");
  const std::string problem = draw(document);
  std::filesystem::current_path(before);
  EXPECT_EQ(problem, "");
  EXPECT_EQ(folder.entries(), 0);
  EXPECT_THAT(html(document), Not(HasSubstr("<script")));
}

TEST(Figures, WithoutGnuplotThePageSaysSo) {
  const test::TemporaryFolder folder;
  const Path path(folder.path());
  Document document = page(page_record(), "a.h5");
  EXPECT_EQ(draw(document), "gnuplot was not found");
  const std::string text = html(document);
  EXPECT_THAT(text, HasSubstr("The figures are missing"));
  EXPECT_THAT(text, HasSubstr("gnuplot-nox"));
  EXPECT_THAT(text, HasSubstr("<table>"));
  EXPECT_THAT(text, Not(HasSubstr("<svg")));
}

TEST(Gnuplot, AFailureIsTold) {
  if (no_gnuplot()) GTEST_SKIP() << "gnuplot is not installed";
  const Pictures pictures = run_gnuplot({{"plot 0", 100, 100}, {"plott 0", 100, 100}});
  EXPECT_TRUE(pictures.pictures.empty());
  EXPECT_THAT(pictures.problem, HasSubstr("gnuplot failed"));
}

TEST(Svg, IdsGetAPrefixAndBlackFollowsTheText) {
  const std::string svg = embedded_svg(
      "<svg \n xmlns:xlink=\"http://www.w3.org/1999/xlink\"\n>\n<title>t</title>\n"
      "<g color=\"black\">\n</g>\n<path id='a' stroke='black'/>\n<use xlink:href='#a'/>\n</svg>",
      "p");
  EXPECT_THAT(svg, HasSubstr("<path id='p-a' stroke='currentColor'/>\n<use href='#p-a'/>"));
  EXPECT_THAT(svg, Not(HasSubstr("<g")));
  EXPECT_THAT(svg, Not(HasSubstr("xlink")));
  EXPECT_THAT(svg, Not(HasSubstr("title")));
}

}  // namespace
}  // namespace ceo::reports
