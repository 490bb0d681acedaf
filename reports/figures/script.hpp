// Pieces of gnuplot scripts that all figures share.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace ceo::reports {

// Okabe and Ito's (2008) colours, which the colour-blind tell apart; all reach 3 : 1 on white and
// on the dark page. Grey is half transparent, so it recedes on either.
inline constexpr const char* kBlue = "lc rgb '#0072B2'";
inline constexpr const char* kOrange = "lc rgb '#D55E00'";
inline constexpr const char* kGreen = "lc rgb '#009E73'";
inline constexpr const char* kGrey = "lc rgb '#80808890'";
/// Broad bands: more transparent.
inline constexpr const char* kBand = "lc rgb '#B0808890'";

/// A named block of data. Rows with a number that is not finite are left out.
class DataBlock {
 public:
  explicit DataBlock(std::string name) : name_(std::move(name)) {}
  void row(std::initializer_list<double> values);
  [[nodiscard]] bool empty() const { return rows_.empty(); }
  /// The commands that define it as $name.
  [[nodiscard]] std::string str() const;

 private:
  std::string name_, rows_;
};

/// Border, ticks and grid. Labels are escaped here; empty ones are left out.
[[nodiscard]] std::string axes(const std::string& x_label, const std::string& y_label);

/// A tick and its text.
using Tick = std::pair<double, std::string>;
/// set xtics or ytics (`axis` is x or y) with texts of their own.
[[nodiscard]] std::string ticks(char axis, const std::vector<Tick>& ticks);
/// 1, 2 and 5 times powers of ten between the ends, as "2 M"; for logarithmic axes of counts.
[[nodiscard]] std::vector<Tick> count_ticks(double least, double most);
/// Powers of ten between the ends, as 10 with a superscript.
[[nodiscard]] std::vector<Tick> power_ticks(double least, double most);

/// Digits and minus signs raised: "\u207b\u2074" for "-4".
[[nodiscard]] std::string raised(const std::string& digits);
/// "10\u207b\u2074".
[[nodiscard]] std::string power_text(int power);
/// The power of ten that makes a number of this size lie in [1, 10); 0 for 0.
[[nodiscard]] int power_below(double size);
/// "[a:b]"
[[nodiscard]] std::string range(double from, double to);

}  // namespace ceo::reports
