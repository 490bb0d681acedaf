#include "host/io/trace_check.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

namespace ceo::io {
namespace {

/// Checks the datasets of one group and names them.
class GroupCheck {
 public:
  GroupCheck(std::string group, const run::Trace& trace, Problems& problems)
      : group_(std::move(group)), trace_(&trace), problems_(&problems) {}

  void add(const std::string& name, const std::string& what) const {
    problems_->add(what, group_ + name);
  }

  /// Names the first value that `fine` refuses.
  template <class T>
  void values(const std::string& name, const std::vector<T>& values, const std::string& rule,
              const std::function<bool(T)>& fine) const {
    const auto bad = std::find_if_not(values.begin(), values.end(), fine);
    if (bad == values.end()) return;
    add(name, "entry " + std::to_string(bad - values.begin()) + " is " + std::to_string(*bad) +
                  "; " + rule);
  }
  void finite(const std::string& name, const std::vector<float>& list) const {
    values<float>(name, list, "every value must be finite",
                  [](float v) { return std::isfinite(v); });
  }
  void at_least_zero(const std::string& name, const std::vector<float>& list) const {
    values<float>(name, list, "every value must be finite and not negative",
                  [](float v) { return std::isfinite(v) && v >= 0; });
  }
  void share(const std::string& name, const std::vector<float>& list) const {
    values<float>(name, list, "every value must be in [0, 1]",
                  [](float v) { return v >= 0 && v <= 1; });
  }
  template <class T>
  void rising(const std::string& name, const std::vector<T>& list) const {
    if (list.empty()) add(name, "the axis has no entries");
    if (std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) != list.end()) {
      add(name, "the entries do not rise");
    }
  }
  void workers(const std::vector<std::uint64_t>& list) const {
    rising("worker", list);
    if (!list.empty() && list.back() >= trace_->workers) {
      add("worker", "worker " + std::to_string(list.back()) + " is not below the " +
                        std::to_string(trace_->workers) + " workers of /model");
    }
  }
  void coordinates(const run::TraceCoordinates& list) const {
    if (list.index.empty()) add("coordinate", "the axis has no entries");
    for (std::size_t i = 0; i < std::min(list.index.size(), list.layer.size()); ++i) {
      if (list.layer[i] < trace_->parameters.size()) {
        const auto first =
            std::accumulate(trace_->parameters.begin(), trace_->parameters.begin() + list.layer[i],
                            std::uint64_t{0});
        if (list.index[i] >= first && list.index[i] - first < trace_->parameters[list.layer[i]]) {
          continue;
        }
      }
      add("coordinate", "parameter " + std::to_string(list.index[i]) + " is not in layer " +
                            std::to_string(list.layer[i]));
      return;
    }
  }
  void examples(std::uint64_t count) const {
    if (count == 0) add("@examples", "a population has at least one example");
  }

 private:
  std::string group_;
  const run::Trace* trace_;
  Problems* problems_;
};

/// Symmetric to the last bit or within the rounding of float32 sums that were taken in two orders.
void check_gram(const GroupCheck& check, const std::vector<float>& gram, std::size_t workers) {
  const std::size_t matrix = workers * workers;
  for (std::size_t start = 0; matrix > 0 && start + matrix <= gram.size(); start += matrix) {
    for (std::size_t j = 0; j < workers; ++j) {
      for (std::size_t k = 0; k < j; ++k) {
        const double a = gram[start + j * workers + k], b = gram[start + k * workers + j];
        const double size = std::sqrt(std::fabs(double{gram[start + j * workers + j]} *
                                                double{gram[start + k * workers + k]}));
        if (std::fabs(a - b) > 1e-5 * size) {
          check.add("gram", "matrix " + std::to_string(start / matrix) + " is not symmetric in " +
                                std::to_string(j) + ", " + std::to_string(k));
          return;
        }
      }
    }
  }
}

void check_training(const GroupCheck& check, const run::TrainingTrace& group) {
  check.examples(group.examples);
  check.rising("iteration", group.iteration);
  check.workers(group.worker);
  check.coordinates(group.coordinates);
  check.at_least_zero("loss", group.loss);
  check.share("accuracy", group.accuracy);
  check.finite("mean_x", group.mean_x);
  check.at_least_zero("var_x", group.var_x);
  check.finite("mean_n", group.mean_n);
  check.at_least_zero("var_n", group.var_n);
  check.finite("gram", group.gram);
  check_gram(check, group.gram, group.worker.size());
  check.finite("cross", group.cross);
  check.finite("x", group.x);
  check.finite("y", group.y);
}

/// Rising places among all parameters, some in every layer.
void check_dense(const GroupCheck& check, const run::Trace& trace) {
  check.rising("parameter", trace.dense->parameter);
  const auto all =
      std::accumulate(trace.parameters.begin(), trace.parameters.end(), std::uint64_t{0});
  if (!trace.dense->parameter.empty() && trace.dense->parameter.back() >= all) {
    check.add("parameter", "parameter " + std::to_string(trace.dense->parameter.back()) +
                               ", but the layers have " + std::to_string(all));
    return;
  }
  const std::vector<std::size_t> begins = run::dense_layers(trace);
  for (std::size_t l = 0; l + 1 < begins.size(); ++l) {
    if (begins[l] == begins[l + 1]) {
      check.add("parameter", "layer " + std::to_string(l) + " has no parameter here");
      return;
    }
  }
}

void check_groups(const run::Trace& trace, const std::string& file, Problems& problems) {
  const auto group = [&](const std::string& name) {
    return GroupCheck(file + ": /" + name + "/", trace, problems);
  };
  if (trace.training) check_training(group("training"), *trace.training);
  const auto gradients = [](const GroupCheck& check, const auto& part) {
    check.examples(part.examples);
    check.rising("iteration", part.iteration);
    check.workers(part.worker);
    check.finite("x", part.x);
    check.finite("y", part.y);
  };
  if (trace.dense) {
    const GroupCheck check = group("dense");
    gradients(check, *trace.dense);
    check_dense(check, trace);
  }
  if (trace.redraws) {
    gradients(group("redraws"), *trace.redraws);
    group("redraws").coordinates(trace.redraws->coordinates);
    group("redraws").rising("draw", trace.redraws->draw);
  }
  if (trace.initialisations) {
    const GroupCheck check = group("initialisations");
    gradients(check, *trace.initialisations);
    check.coordinates(trace.initialisations->coordinates);
    check.rising("initialisation", trace.initialisations->initialisation);
  }
  if (trace.noise) {
    const GroupCheck check = group("noise");
    check.examples(trace.noise->examples);
    check.rising("delta", trace.noise->delta);
    check.values<double>("delta", trace.noise->delta, "delta must be in [0, 32]",
                         [](double v) { return v >= 0 && v <= 32; });
    check.rising("iteration", trace.noise->iteration);
    check.at_least_zero("loss", trace.noise->loss);
    check.share("accuracy", trace.noise->accuracy);
    check.finite("var_x", trace.noise->var_x);
    check.at_least_zero("var_n", trace.noise->var_n);
  }
}

}  // namespace

void check_trace(const run::Trace& trace, const std::string& file, Problems& problems) {
  const auto want = [&](bool fine, const char* name, const char* what) {
    if (!fine) problems.add(what, file + ": " + name);
  };
  want(trace.workers > 0, "/model/@workers", "there is at least one worker");
  want(trace.batch > 0, "/model/@batch", "a local batch has at least one example");
  want(!trace.layers.empty(), "/model/layer", "there is at least one layer");
  for (const char* key : {"dataset", "dataset_sha256", "library", "seed"}) {
    if (trace.provenance.find(key) == trace.provenance.end()) {
      problems.add("the attribute is missing", file + ": /provenance/@" + key,
                   "Say which data, which program and which seed made the trace.");
    }
  }
  want(trace.training || trace.dense || trace.redraws || trace.initialisations || trace.noise, "/",
       "none of the groups training, dense, redraws, initialisations, noise is there");
  check_groups(trace, file, problems);
}

}  // namespace ceo::io
