#include <map>
#include <span>

#include "host/base/error.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/seal.hpp"
#include "host/io/trace_fields.hpp"
#include "host/io/trace_file.hpp"

namespace ceo::io {
namespace {

using h5::GroupWriter;
using h5::Label;
using h5::Scale;

/// Writes the fields of one group.
class FieldWriter {
 public:
  FieldWriter(GroupWriter group, const run::Trace& trace)
      : group_(std::move(group)), trace_(&trace) {}

  void number(const std::string& name, std::uint64_t value) { group_.attribute(name, value); }
  template <class T>
  void axis(const Label& label, const std::vector<T>& values) {
    axes_[label.name] = group_.scale(label, std::span<const T>(values));
  }
  template <class T>
  void twin_axis(const Label& label, const std::vector<T>& values) {
    axis(label, values);
  }
  void layers() {
    axes_["layer"] = group_.scale({"layer", "1", "name of the layer"}, trace_->layers);
  }
  template <class T>
  void array(const Label& label, const std::vector<T>& values,
             std::initializer_list<const char*> axes) {
    std::vector<Scale> scales;
    for (const char* axis : axes) scales.push_back(axes_.at(axis));
    group_.numbers(label, std::span<const T>(values), std::span<const Scale>(scales));
  }
  template <class T>
  void option(const Label& label, const std::vector<T>& values,
              std::initializer_list<const char*> axes) {
    if (!values.empty()) array(label, values, axes);
  }

 private:
  GroupWriter group_;
  const run::Trace* trace_;
  std::map<std::string, Scale> axes_;
};

void write_model(const GroupWriter& root, const run::Trace& trace) {
  const GroupWriter model = root.group("model");
  model.attribute("name", trace.model);
  model.attribute("sampling", trace.sampling);
  model.attribute("batch", trace.batch);
  model.attribute("workers", trace.workers);
  const Scale layer = model.scale({"layer", "1", "name of the layer"}, trace.layers);
  model.numbers<std::uint64_t>({"parameters", "1", "parameters of the layer"}, trace.parameters,
                               {layer});
}

void write_checkpoint(const GroupWriter& root, const TraceCheckpoint& checkpoint) {
  const GroupWriter group = root.group("checkpoint");
  group.text({"config", "1", "all that decides the bytes"}, checkpoint.config);
  group.attribute("training", checkpoint.training);
  group.attribute("redraws", checkpoint.redraws);
  group.attribute("initialisations", checkpoint.initialisations);
  group.attribute("curves", checkpoint.curves);
  const Scale parameter = group.scale({"parameter", "1", "place of the parameter, from 0"},
                                      checkpoint.parameters.size());
  const Scale frozen =
      group.scale({"entry", "1", "models of the redraws, end to end"}, checkpoint.frozen.size());
  group.numbers<float>({"parameters", "1", "model in training"}, checkpoint.parameters,
                       {parameter});
  group.numbers<float>({"velocity", "1", "momentum"}, checkpoint.velocity, {parameter});
  group.numbers<float>({"frozen", "1", "models for the redraws"}, checkpoint.frozen, {frozen});
}

void write_groups(const GroupWriter& root, const run::Trace& trace) {
  const auto writer = [&](const char* name) { return FieldWriter(root.group(name), trace); };
  if (trace.training) {
    FieldWriter fields = writer("training");
    training_fields(fields, *trace.training);
  }
  if (trace.dense) {
    FieldWriter fields = writer("dense");
    dense_fields(fields, *trace.dense);
  }
  if (trace.redraws) {
    FieldWriter fields = writer("redraws");
    redraw_fields(fields, *trace.redraws);
  }
  if (trace.initialisations) {
    FieldWriter fields = writer("initialisations");
    initialisation_fields(fields, *trace.initialisations);
  }
  if (trace.noise) {
    FieldWriter fields = writer("noise");
    noise_fields(fields, *trace.noise);
  }
}

}  // namespace

void write_trace(const run::Trace& trace, const std::string& path, bool force,
                 const TraceCheckpoint* checkpoint) {
  const h5::Quiet quiet;
  require_publishable(path, force);
  h5::ImageWriter image;
  {
    const GroupWriter root(image);
    root.attribute("filetype", kTraceFileType);
    root.attribute("schema_version", kTraceSchemaVersion);
    root.attribute("title", trace.title);
    root.attribute("complete", std::uint8_t{checkpoint == nullptr && trace.complete});
    write_model(root, trace);
    write_groups(root, trace);
    if (checkpoint != nullptr) write_checkpoint(root, *checkpoint);
    const GroupWriter provenance = root.group("provenance");
    for (const auto& [key, text] : trace.provenance) provenance.attribute(key, text);
  }
  std::vector<std::uint8_t> bytes = image.finish();
  append_seal(bytes);
  publish_bytes(bytes, path, force);
}

}  // namespace ceo::io
