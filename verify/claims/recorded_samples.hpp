// Samples of single variables in a trace of recorded gradients, and drawn ones of the same sizes.
#pragma once

#include <functional>
#include <vector>

#include "host/run/host_check.hpp"

namespace ceo::verify {

/// Samples of one variable, one after the other.
using Sample = std::vector<float>;
/// Samples of several variables; those that never change are left out.
using Samples = std::vector<Sample>;

/// X over initialisations (ZTW Fig. 3): a variable for each coordinate at each iteration. Each of
/// these throws run::NotRecorded if the trace lacks the group, or holds no variable that changes.
[[nodiscard]] Samples over_initialisations(const run::Trace& trace);
/// N_k given the model, over redrawn batches (Fig. 4): a variable for each coordinate at each fixed
/// model. All workers draw alike, so a sample is the N_k of all of them.
[[nodiscard]] Samples at_fixed_models(const run::Trace& trace);
/// X over the parameters of a layer: a variable for each layer at each iteration with whole
/// gradients. This is the sequence of symbols that the theory codes.
[[nodiscard]] Samples source_over_parameters(const run::Trace& trace);
/// N_k over the parameters of a layer, likewise, for each recorded worker.
[[nodiscard]] Samples noise_over_parameters(const run::Trace& trace);

/// As the two above, of one layer alone; empty if nothing changes.
[[nodiscard]] Samples source_of_layer(const run::Trace& trace, std::size_t layer);
[[nodiscard]] Samples noise_of_layer(const run::Trace& trace, std::size_t layer);

/// One number of a law of mean 0 and variance 1.
using Drawn = std::function<double(run::HostDraws&)>;
[[nodiscard]] double drawn_normal(run::HostDraws& draws);
[[nodiscard]] double drawn_laplace(run::HostDraws& draws);
/// Student's t with 30 degrees of freedom, divided by its standard deviation.
[[nodiscard]] double drawn_student_30(run::HostDraws& draws);

/// 0 with probability 1/2, else normal: gradients of units that are often silent.
[[nodiscard]] double drawn_half_zero(run::HostDraws& draws);

/// As many variables of as many samples each, drawn independently: instance i is variable i.
[[nodiscard]] Samples drawn_alike(const Samples& samples, const run::HostContext& context,
                                  const Drawn& law);

}  // namespace ceo::verify
