#include "host/theory/wireless.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include "host/base/error.hpp"
#include "host/base/text.hpp"

namespace ceo::theory {

std::vector<double> wireless_prices(std::span<const FadingChannel> channels) {
  Problems problems;
  if (channels.empty()) problems.add("there is no channel", "channels", "Give one per worker.");
  std::vector<double> prices;
  for (std::size_t k = 0; k < channels.size(); ++k) {
    const FadingChannel& channel = channels[k];
    const std::string where = "worker " + std::to_string(k + 1);
    const auto check = [&](double value, const std::string& name) {
      if (value > 0 && std::isfinite(value)) return;
      problems.add(name + " = " + shortest(value) + " is not a positive finite number", where,
                   "Give a value above 0.");
    };
    check(channel.gain, "gain");
    check(channel.power, "power");
    check(channel.noise, "noise");
    const double price = 1 / std::log1p(channel.gain * channel.power / channel.noise);
    if (problems.empty() && !(price > 0 && std::isfinite(price))) {
      problems.add("gain power/noise leaves the range of a double", where);
    }
    prices.push_back(price);
  }
  problems.raise(ExitCode::usage);
  return prices;
}

}  // namespace ceo::theory
