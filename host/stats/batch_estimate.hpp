// Standard errors of smooth functions of the means, from the 256 batches.
#pragma once

#include <functional>
#include <span>

#include "host/stats/judge.hpp"
#include "host/stats/moments.hpp"

namespace ceo::stats {

/// A smooth function of the outputs' means, given in the order of the model's outputs.
using FunctionOfMeans = std::function<double(std::span<const double> means)>;

/// Value of `function` at the means of all samples (its bias is O(1/n)) with the delete-one-batch
/// (jackknife) standard error sqrt((B-1)/B sum_b (f_b - mean f)^2), B = 256, f_b: without batch b.
/// The law is t with 255 degrees of freedom. Batches must have equal size: otherwise their means
/// are NaN (see moments_of) and so is the standard error, which no verdict accepts.
[[nodiscard]] Estimate batch_estimate(const Moments& moments, const FunctionOfMeans& function);

}  // namespace ceo::stats
