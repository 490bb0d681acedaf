#include "tests/capture/plain_residual.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace ceo::testing {
namespace {

using capture::Block;
using capture::Convolution;
using Index = std::ptrdiff_t;

/// [example][channel][row][column]; outside the rows and columns everything is 0.
struct Maps {
  Index examples, channels, height, width;
  std::vector<long double> values;
  Maps(Index n, Index c, Index h, Index w) : examples(n), channels(c), height(h), width(w) {
    values.resize(static_cast<std::size_t>(n * c * h * w));
  }
  long double& at(Index n, Index c, Index h, Index w) {
    return values[static_cast<std::size_t>(((n * channels + c) * height + h) * width + w)];
  }
  [[nodiscard]] long double get(Index n, Index c, Index h, Index w) const {
    if (c < 0 || c >= channels || h < 0 || h >= height || w < 0 || w >= width) return 0;
    return values[static_cast<std::size_t>(((n * channels + c) * height + h) * width + w)];
  }
};

class Plain {
 public:
  explicit Plain(const std::vector<long double>& parameters) : next_(parameters.data()) {}

  Maps convolution(const Maps& x, const Convolution& c) {
    const auto stride = static_cast<Index>(c.stride), kernel = static_cast<Index>(c.kernel);
    const Index outputs = static_cast<Index>(c.outputs), pad = kernel / 2;
    Maps y(x.examples, outputs, (x.height + stride - 1) / stride, (x.width + stride - 1) / stride);
    for (Index o = 0; o < outputs; ++o) {
      for (Index i = 0; i < x.channels; ++i) {
        for (Index a = 0; a < kernel; ++a) {
          for (Index b = 0; b < kernel; ++b) {
            const long double weight = *next_++;
            each(y, o, [&](Index n, Index h, Index w, long double& value) {
              value += weight * x.get(n, i, h * stride + a - pad, w * stride + b - pad);
            });
          }
        }
      }
    }
    normalise(y);
    return y;
  }

  Maps rectified(Maps x) {
    for (long double& value : x.values) {
      nearest = std::min(nearest, std::fabs(value));
      value = std::max(value, 0.0L);
    }
    return x;
  }

  Maps block(const Maps& x, const Block& block) {
    Maps y = convolution(x, block.path[0]);
    for (std::size_t i = 1; i < block.path.size(); ++i)
      y = convolution(rectified(y), block.path[i]);
    const Index stride = static_cast<Index>(block.stride()), before = (y.channels - x.channels) / 2;
    if (block.shortcut) {
      const Maps z = convolution(x, *block.shortcut);
      for (std::size_t i = 0; i < y.values.size(); ++i) y.values[i] += z.values[i];
    } else {
      for (Index c = 0; c < y.channels; ++c) {
        each(y, c, [&](Index n, Index h, Index w, long double& value) {
          value += x.get(n, c - before, h * stride, w * stride);
        });
      }
    }
    return rectified(y);
  }

  long double loss(const Maps& x, std::size_t classes, std::span<const std::uint8_t> labels) {
    const Index pixels = x.height * x.width;
    long double total = 0;
    for (Index n = 0; n < x.examples; ++n) {
      std::vector<long double> scores(classes);
      for (std::size_t k = 0; k < classes; ++k) {
        scores[k] = next_[static_cast<std::size_t>(x.channels) * classes + k];
        for (Index c = 0; c < x.channels; ++c) {
          long double mean = 0;
          for (Index p = 0; p < pixels; ++p) mean += x.get(n, c, p / x.width, p % x.width) / pixels;
          scores[k] += mean * next_[static_cast<std::size_t>(c) * classes + k];
        }
      }
      long double sum = 0;
      for (const long double score : scores) sum += std::exp(score);
      total += std::log(sum) - scores[labels[static_cast<std::size_t>(n)]];
    }
    return total;
  }

  long double nearest = 1e9L;

 private:
  template <class Action>
  static void each(Maps& y, Index channel, Action action) {
    for (Index n = 0; n < y.examples; ++n) {
      for (Index h = 0; h < y.height; ++h) {
        for (Index w = 0; w < y.width; ++w) action(n, h, w, y.at(n, channel, h, w));
      }
    }
  }

  /// By mean and variance over examples and pixels, then scales and shifts.
  void normalise(Maps& y) {
    const auto count = static_cast<long double>(y.examples * y.height * y.width);
    for (Index c = 0; c < y.channels; ++c) {
      long double mean = 0, variance = 0;
      each(y, c, [&](Index, Index, Index, long double& value) { mean += value / count; });
      each(y, c, [&](Index, Index, Index, long double& value) {
        variance += (value - mean) * (value - mean) / count;
      });
      const long double scale = next_[c], shift = next_[y.channels + c];
      each(y, c, [&](Index, Index, Index, long double& value) {
        value = scale * (value - mean) / std::sqrt(variance + 1e-5L) + shift;
      });
    }
    next_ += 2 * y.channels;
  }

  const long double* next_;
};

}  // namespace

PlainLoss plain_residual_loss(const capture::ResidualNetwork& network,
                              const capture::ImageShape& shape,
                              const std::vector<long double>& parameters,
                              const capture::Matrix<float>& examples,
                              std::span<const std::uint8_t> labels) {
  Maps x(static_cast<Index>(examples.cols()), static_cast<Index>(shape.channels),
         static_cast<Index>(shape.height), static_cast<Index>(shape.width));
  std::copy(examples.data(), examples.data() + examples.size(), x.values.begin());
  Plain plain(parameters);
  x = plain.rectified(plain.convolution(x, network.stem));
  for (const Block& block : network.blocks) x = plain.block(x, block);
  const long double loss = plain.loss(x, network.classes, labels);
  return {loss, plain.nearest};
}

}  // namespace ceo::testing
