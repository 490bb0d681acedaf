// A trace: gradients that were recorded while a model was trained by K workers. Plain data; what
// each number means stands in docs/trace-file.md, one group of the file per struct below.
//
// X is the gradient of the mean loss over all examples of a population, Y_k the gradient of the
// mean loss over the batch of worker k, N_k = Y_k - X. All arrays are row-major in the order of the
// axes that stand beside them; an optional array is empty where it was not recorded.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ceo::run {

/// Parameters that were chosen for recording, by coordinate.
struct TraceCoordinates {
  std::vector<std::uint64_t> index;  ///< [coordinate] place among all parameters, from 0
  std::vector<std::uint32_t> layer;  ///< [coordinate] layer it belongs to, from 0
};

/// One training run, at the iterations that were recorded.
struct TrainingTrace {
  std::uint64_t examples = 0;            ///< size of the population of X
  std::vector<std::uint64_t> iteration;  ///< [iteration] steps taken before, rising
  std::vector<std::uint64_t> worker;     ///< [worker] number of the worker, from 0
  TraceCoordinates coordinates;
  std::vector<float> loss;      ///< [iteration] nats; over the population
  std::vector<float> accuracy;  ///< [iteration] share of right answers on the test part
  std::vector<float> mean_x;    ///< [iteration][layer] over all parameters of the layer
  std::vector<float> var_x;     ///< [iteration][layer] sX2_l
  std::vector<float> mean_n;    ///< [iteration][layer][worker]
  std::vector<float> var_n;     ///< [iteration][layer][worker] sN2_{k,l}
  std::vector<float> gram;      ///< [iteration][layer][worker][worker] mean of N_j N_k
  std::vector<float> cross;     ///< [iteration][layer][worker] mean of X N_k
  std::vector<float> x;         ///< [iteration][coordinate]
  std::vector<float> y;         ///< [iteration][worker][coordinate]
};

/// Whole gradients, or many parameters of each layer, at a few iterations of the training run.
struct DenseTrace {
  std::uint64_t examples = 0;
  std::vector<std::uint64_t> iteration;
  std::vector<std::uint64_t> worker;
  std::vector<std::uint64_t> parameter;  ///< [parameter] rising; all or those that were kept
  std::vector<float> x;                  ///< [iteration][parameter]
  std::vector<float> y;                  ///< [iteration][worker][parameter]
};

/// Batches drawn again and again at fixed models of the training run: Y_k given X.
struct RedrawTrace {
  std::uint64_t examples = 0;
  std::vector<std::uint64_t> iteration;  ///< [iteration] when the model was frozen
  std::vector<std::uint64_t> draw;       ///< [draw] 0 .. count - 1
  std::vector<std::uint64_t> worker;
  TraceCoordinates coordinates;
  std::vector<float> x;  ///< [iteration][coordinate]
  std::vector<float> y;  ///< [iteration][draw][worker][coordinate]
};

/// Training runs from many initialisations: X over initialisations.
struct InitialisationTrace {
  std::uint64_t examples = 0;
  std::vector<std::uint64_t> initialisation;  ///< [initialisation] 0 .. count - 1
  std::vector<std::uint64_t> iteration;
  std::vector<std::uint64_t> worker;
  TraceCoordinates coordinates;
  std::vector<float> x;  ///< [initialisation][iteration][coordinate]
  std::vector<float> y;  ///< [initialisation][iteration][worker][coordinate]
};

/// Training curves with noise added to the mean of the local gradients.
struct NoiseTrace {
  std::uint64_t examples = 0;
  std::vector<double> delta;  ///< [delta] added variance over variance of the mean's own noise
  std::vector<std::uint64_t> seed;  ///< [seed] number of the repetition
  std::vector<std::uint64_t> iteration;
  std::vector<float> loss;      ///< [delta][seed][iteration] nats; on the test part
  std::vector<float> accuracy;  ///< [delta][seed][iteration] on the test part
  std::vector<float> var_x;     ///< [delta][seed][iteration][layer] estimate, may be below 0
  std::vector<float> var_n;     ///< [delta][seed][iteration][layer] mean over the workers
};

struct Trace {
  std::string title;
  bool complete = true;
  std::string model;                      ///< "mlp 784-32-10"
  std::string sampling;                   ///< how workers draw their batches
  std::uint64_t batch = 0;                ///< examples of a local batch
  std::uint64_t workers = 0;              ///< K
  std::vector<std::string> layers;        ///< [layer] names
  std::vector<std::uint64_t> parameters;  ///< [layer] number of parameters
  std::map<std::string, std::string> provenance;
  std::optional<TrainingTrace> training;
  std::optional<DenseTrace> dense;
  std::optional<RedrawTrace> redraws;
  std::optional<InitialisationTrace> initialisations;
  std::optional<NoiseTrace> noise;
};

/// Where the layers begin in the parameters of the dense group, and where the last one ends. The
/// group must be there, and its parameters rise.
[[nodiscard]] inline std::vector<std::size_t> dense_layers(const Trace& trace) {
  const std::vector<std::uint64_t>& kept = trace.dense->parameter;
  std::vector<std::size_t> begins = {0};
  std::uint64_t end = 0;
  for (const std::uint64_t count : trace.parameters) {
    end += count;
    begins.push_back(
        static_cast<std::size_t>(std::lower_bound(kept.begin(), kept.end(), end) - kept.begin()));
  }
  return begins;
}

}  // namespace ceo::run
