// gnuplot as a child process.
#pragma once

#include <string>
#include <vector>

namespace ceo::reports {

/// A drawing to make.
struct Plot {
  std::string script;  ///< gnuplot commands that draw one picture
  int width = 480, height = 300;
};

struct Pictures {
  std::vector<std::string> pictures;  ///< one document per plot; empty if there is a problem
  std::string problem;                ///< why nothing was drawn; empty if all is well
};

/// Draws all plots as SVG documents in one process of the gnuplot on PATH, without start-up files
/// and with an environment of its own, so that equal scripts give equal bytes. Never throws for a
/// gnuplot that is absent, fails or takes more than a minute.
[[nodiscard]] Pictures run_gnuplot(const std::vector<Plot>& plots);
/// The same as PDF documents, which hold the time at which they were made.
[[nodiscard]] Pictures run_gnuplot_pdf(const std::vector<Plot>& plots);

}  // namespace ceo::reports
