#include "reports/figures/script.hpp"

#include <fmt/format.h>

#include <cmath>

#include "host/base/text.hpp"
#include "reports/escape.hpp"

namespace ceo::reports {

void DataBlock::row(std::initializer_list<double> values) {
  std::string line;
  for (const double value : values) {
    if (!std::isfinite(value)) return;
    line += fmt::format("{}{:.8g}", line.empty() ? "" : " ", value);
  }
  rows_ += line + "\n";
}

std::string DataBlock::str() const {
  return "$" + name_ + " << EOD\n" + rows_ + "EOD\n";
}

std::string axes(const std::string& x_label, const std::string& y_label) {
  std::string script =
      "set border 3 lw 0.7\nset tics nomirror out scale 0.5\n"
      "set grid lc rgb '#A0808890' lw 0.5 dt 1\nset key noautotitle\n";
  if (!x_label.empty()) script += "set xlabel " + gnuplot_text(x_label) + "\n";
  if (!y_label.empty()) script += "set ylabel " + gnuplot_text(y_label) + " offset 1,0\n";
  return script;
}

std::string ticks(char axis, const std::vector<Tick>& ticks) {
  std::vector<std::string> parts;
  parts.reserve(ticks.size());
  for (const auto& [place, text] : ticks) {
    parts.push_back(fmt::format("{} {:.8g}", gnuplot_text(text), place));
  }
  return fmt::format("set {}tics ({})\n", axis, join(parts, ", "));
}

std::vector<Tick> count_ticks(double least, double most) {
  std::vector<Tick> ticks;
  for (int power = power_below(least); power <= power_below(most); ++power) {
    for (const double step : {1.0, 2.0, 5.0}) {
      const double place = step * std::pow(10.0, power);
      if (place < least || place > most) continue;
      std::string text = human_count(place);
      const std::size_t zeros = text.find('.');  // "2.00 M" -> "2 M"
      if (zeros != std::string::npos) text.erase(zeros, text.find(' ') - zeros);
      ticks.emplace_back(place, text);
    }
  }
  return ticks;
}

std::vector<Tick> power_ticks(double least, double most) {
  std::vector<Tick> ticks;
  for (int power = power_below(least); power <= power_below(most); ++power) {
    const double place = std::pow(10.0, power);
    if (place >= least && place <= most) ticks.emplace_back(place, power_text(power));
  }
  return ticks;
}

std::string raised(const std::string& digits) {
  constexpr const char* kDigits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                     "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  std::string text;
  for (const char digit : digits) text += digit == '-' ? "\u207b" : kDigits[digit - '0'];
  return text;
}

std::string power_text(int power) {
  if (power == 0) return "1";
  if (power == 1) return "10";
  return "10" + raised(fmt::format("{}", power));
}

int power_below(double size) {
  return size == 0 || !std::isfinite(size)
             ? 0
             : static_cast<int>(std::floor(std::log10(std::abs(size))));
}

std::string range(double from, double to) {
  return fmt::format("[{:.8g}:{:.8g}]", from, to);
}

}  // namespace ceo::reports
