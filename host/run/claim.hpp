// What a claim is: a named statement with its quantities and the planted faults it must reject.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "host/run/gaussian_ceo_spec.hpp"
#include "host/run/host_check.hpp"
#include "host/run/record.hpp"
#include "host/run/series.hpp"
#include "host/stats/judge.hpp"
#include "host/stats/moments.hpp"

namespace ceo::run {

/// What a quantity may look at: the moments of its cell and the float32 binding of the cell.
struct CellView {
  const stats::Moments& moments;
  const GaussianCeoBinding& binding;
  const ShapeRecord& shape;
};

/// What a quantity reads besides the scalar outputs; a cell keeps what its quantities need.
enum class Needs {
  scalars,  ///< nothing more
  normals,  ///< the second-moment matrix of the normals: every g-th sheaf, g = matrix_every
  /// That of the kernel's own X, Y_k, U_k, likewise; g = physical_every where the point says so.
  physical,
  shape,   ///< histograms and source bins: every g-th sheaf, g = shape_every
  sorted,  ///< the first samples, sorted: at most kSortedSamples of them
};

/// One number that the theory predicts at every point of a claim.
struct Quantity {
  std::string id;               ///< "slope"
  std::string statement;        ///< "slope of Xhat on X is 1"
  std::string unit_name;        ///< unit of the value: "1", "gradient", "gradient^2", "nat"
  std::string resolution_name;  ///< what the resolution is relative to: "D", "sd(e)"
  std::function<stats::Estimate(const CellView&)> estimate;
  std::function<stats::Prediction(const GaussianCeoBinding&)> predict;
  Needs needs = Needs::scalars;
  /// Whether the statement says anything about a channel; absent: about every one.
  std::function<bool(const theory::Channel&)> applies{};
  /// Samples that the quantity's law takes at least, of those that it sees; empty: any number.
  std::function<double(const GaussianCeoBinding&)> least_samples{};
  /// The form printed in the source, where the claim also has the corrected one.
  bool printed = false;
  /// A resolution that the claim declares, where more samples cannot narrow the error.
  std::optional<double> resolution{};
};

/// A planted fault that the claim must reject.
struct Control {
  std::string id;           ///< "weights-1.001"
  std::string description;  ///< one sentence
  std::string quantity;     ///< id of the quantity that must disagree
  std::function<Fault(const theory::Channel&)> fault;
  /// Shift of the quantity in standard deviations per sample under the fault, at a point;
  /// nothing where the fault has no effect or no meaning.
  std::function<std::optional<double>(const theory::Channel&)> effect;
  /// Where the quantity is a chi-square: its degrees of freedom. `effect` is then the root of the
  /// noncentrality per sample.
  std::function<int(const theory::Channel&)> degrees;
  /// Where the quantity takes the most extreme of several: how many. Each has level / trials.
  std::function<int(const theory::Channel&)> trials;
  /// Samples that the law of the quantity takes at least.
  std::uint64_t at_least = 0;
};

/// One number about all layers of a layered point together. Their cells are independent. A row for
/// every layered point of the claim.
struct JoinedQuantity {
  std::string id, statement, unit_name, resolution_name;  ///< as those of a Quantity
  /// From the cells of all layers; `samples` of the estimate are those of the layer with fewest.
  std::function<stats::Estimate(std::span<const CellView>)> estimate;
  /// sd_per_sample holds where all layers have as many samples.
  std::function<stats::Prediction(std::span<const GaussianCeoBinding>)> predict;
  Needs needs = Needs::scalars;  ///< of the cell of each layer; scalars or physical
  /// Whether the statement says anything about these layers; absent: about all.
  std::function<bool(std::span<const theory::Channel>)> applies{};
};

/// A fault in one layer of a layered point.
struct PlantedLayer {
  std::size_t layer = 0;  ///< from 0
  Fault fault;
};

/// Faults in some layers of a layered point; the other layers are sound.
struct PlantedLayers {
  std::vector<PlantedLayer> layers;  ///< each layer once at most
  /// Shift of the joined quantity in standard deviations per sample of each layer; where it is a
  /// chi-square, the root of the noncentrality per sample.
  double effect = 0;
};

/// A planted fault that a joined quantity must reject.
struct JoinedControl {
  std::string id, description, quantity;  ///< as those of a Control
  /// From the sound channels of all layers; nothing where the fault has no effect or no meaning.
  std::function<std::optional<PlantedLayers>(std::span<const theory::Channel>)> plant;
  /// Where the quantity is a chi-square: its degrees of freedom for so many layers.
  std::function<int(std::size_t)> degrees;
};

/// A sampled cell of a claim, for its figures.
struct PlacedCell {
  std::string point;
  CellView view;
};

/// A row of the ledger. It has quantities of cells, host checks, or both.
struct Claim {
  std::string id;         ///< final: never renamed
  std::string title;      ///< a few words
  std::string statement;  ///< the theorem in a sentence, with symbols
  std::string source;     ///< "ZTW Theorem 2, eq 10; theory.md section 2"
  std::string kind;       ///< identity, equality, bound, assumption, published, optimum
  std::string expected;   ///< holds, refuted as printed, reported
  std::string assumptions;
  std::vector<Quantity> quantities;
  std::vector<Control> controls;
  std::vector<JoinedQuantity> joined;  ///< judged at layered points only
  std::vector<JoinedControl> joined_controls;
  std::vector<HostQuantity> host;  ///< judged once per run, without samples
  std::vector<HostControl> host_controls;
  std::uint64_t instances = 0;  ///< of host checks, where the plan does not say; >= 1 with `host`
  /// Recorded gradients that the host checks read, where the plan does not say; empty: none.
  std::string trace{};
  /// Speaks of points with recorded sources: they are its points where the plan names none. Those
  /// of other claims are the points whose sources are drawn.
  bool recorded = false;
  /// Figures from host code alone; those from the sound cells of the claim, in the order of its
  /// points. Either may be absent.
  std::function<std::vector<Series>(const HostContext&)> host_series{};
  std::function<std::vector<Series>(std::span<const PlacedCell>)> cell_series{};

  [[nodiscard]] bool samples_cells() const { return !quantities.empty() || !joined.empty(); }
  [[nodiscard]] bool checks_on_host() const { return !host.empty(); }
};

}  // namespace ceo::run
