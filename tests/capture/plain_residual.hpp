// A residual network once more, from its definition: loops over pixels, in long double.
#pragma once

#include <span>
#include <vector>

#include "capture/residual.hpp"
#include "capture/torch_model.hpp"

namespace ceo::testing {

struct PlainLoss {
  long double loss = 0;          ///< sum over the examples, in nats
  long double nearest_kink = 0;  ///< least magnitude in front of a rectified linear unit
};

[[nodiscard]] PlainLoss plain_residual_loss(const capture::ResidualNetwork& network,
                                            const capture::ImageShape& shape,
                                            const std::vector<long double>& parameters,
                                            const capture::Matrix<float>& examples,
                                            std::span<const std::uint8_t> labels);

}  // namespace ceo::testing
