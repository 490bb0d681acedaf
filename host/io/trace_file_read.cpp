#include <map>
#include <optional>
#include <span>

#include "host/base/error.hpp"
#include "host/io/crash_message.hpp"
#include "host/io/file_bytes.hpp"
#include "host/io/hdf5_read.hpp"
#include "host/io/rehearse.hpp"
#include "host/io/seal.hpp"
#include "host/io/trace_check.hpp"
#include "host/io/trace_fields.hpp"
#include "host/io/trace_file.hpp"

namespace ceo::io {
namespace {

using h5::GroupReader;
using h5::Label;

constexpr const char* kRecordAgain = "The file is damaged: fetch or record it again.";

/// Runs `action`; a failure becomes one more problem.
template <class Action>
bool attempt(Problems& problems, Action action) {
  try {
    action();
    return true;
  } catch (const Error& error) {
    problems.add(error.what());
    return false;
  }
}

/// Reads the fields of one group and collects what is wrong with them.
class FieldReader {
 public:
  FieldReader(GroupReader group, const run::Trace& trace, Problems& problems)
      : group_(std::move(group)), trace_(&trace), problems_(&problems) {}

  void number(const std::string& name, std::uint64_t& value) {
    attempt(*problems_, [&] { value = group_.any_attribute<std::uint64_t>(name); });
  }
  template <class T>
  void axis(const Label& label, std::vector<T>& values) {
    attempt(*problems_, [&] {
      const hsize_t extent = group_.length(label.name);
      values = group_.any_numbers<T>(label.name, {&extent, 1});
      axes_[label.name] = extent;
      group_.require_labels(label.name);
    });
  }
  template <class T>
  void twin_axis(const Label& label, const std::vector<T>& values) {
    if (!group_.has(label.name)) return;  // only pairs need it
    std::vector<T> found;
    axis(label, found);
    if (found != values) problems_->add("this is not the axis again", group_.where(label.name));
  }
  void layers() {
    attempt(*problems_, [&] {
      const std::vector<std::string> found = group_.texts("layer", group_.length("layer"));
      axes_["layer"] = found.size();
      if (found != trace_->layers) {
        problems_->add("these are not the layers of /model", group_.where("layer"));
      }
      group_.require_labels("layer");
    });
  }
  template <class T>
  void array(const Label& label, std::vector<T>& values, std::initializer_list<const char*> axes) {
    attempt(*problems_, [&] {
      std::vector<hsize_t> shape;
      for (const char* axis : axes) {
        const auto found = axes_.find(axis);
        if (found != axes_.end()) {
          shape.push_back(found->second);
        } else if (!group_.has(axis)) {
          throw Error(ExitCode::file, std::string("the dataset needs the axis ") + axis,
                      group_.where(label.name));
        } else {
          return;  // the axis has a problem of its own
        }
      }
      values = group_.any_numbers<T>(label.name, shape);
      group_.require_labels(label.name);
    });
  }
  template <class T>
  void option(const Label& label, std::vector<T>& values, std::initializer_list<const char*> axes) {
    if (group_.has(label.name)) array(label, values, axes);
  }

 private:
  GroupReader group_;
  const run::Trace* trace_;
  Problems* problems_;
  std::map<std::string, hsize_t> axes_;
};

void require_trace_file(const GroupReader& root, const std::string& path) {
  if (root.text_attribute("filetype") != kTraceFileType) {
    throw Error(ExitCode::file, "this is no trace file", path,
                "docs/trace-file.md describes the format.");
  }
  const std::string version = root.text_attribute("schema_version");
  if (version.rfind("1.", 0) != 0) {
    throw Error(ExitCode::file, "schema " + version + " is newer than this program knows", path,
                "Use a newer ceo-verify.");
  }
}

void read_model(const GroupReader& root, run::Trace& trace, Problems& problems) {
  std::optional<GroupReader> model;
  if (!attempt(problems, [&] { model.emplace(root.group("model")); })) return;
  attempt(problems, [&] { trace.model = model->text_attribute("name"); });
  attempt(problems, [&] { trace.sampling = model->text_attribute("sampling"); });
  attempt(problems, [&] { trace.batch = model->any_attribute<std::uint64_t>("batch"); });
  attempt(problems, [&] { trace.workers = model->any_attribute<std::uint64_t>("workers"); });
  attempt(problems, [&] {
    const hsize_t count = model->length("layer");
    trace.layers = model->texts("layer", count);
    trace.parameters = model->any_numbers<std::uint64_t>("parameters", {&count, 1});
    model->require_labels("parameters");
  });
}

/// Reads a group that may be absent.
template <class Part, class List>
void read_group(const GroupReader& root, const char* name, std::optional<Part>& part,
                const run::Trace& trace, Problems& problems, List list) {
  if (!root.has(name)) return;
  attempt(problems, [&] {
    FieldReader fields(root.group(name), trace, problems);
    list(fields, part.emplace());
  });
}

run::Trace read_content(const GroupReader& root, Problems& problems) {
  run::Trace trace;
  attempt(problems, [&] { trace.title = root.text_attribute("title"); });
  attempt(problems, [&] { trace.complete = root.any_attribute<std::uint8_t>("complete") == 1; });
  read_model(root, trace, problems);
  read_group(root, "training", trace.training, trace, problems,
             [](auto& fields, auto& part) { training_fields(fields, part); });
  read_group(root, "dense", trace.dense, trace, problems,
             [](auto& fields, auto& part) { dense_fields(fields, part); });
  read_group(root, "redraws", trace.redraws, trace, problems,
             [](auto& fields, auto& part) { redraw_fields(fields, part); });
  read_group(root, "initialisations", trace.initialisations, trace, problems,
             [](auto& fields, auto& part) { initialisation_fields(fields, part); });
  read_group(root, "noise", trace.noise, trace, problems,
             [](auto& fields, auto& part) { noise_fields(fields, part); });
  attempt(problems, [&] { trace.provenance = root.group("provenance").text_attributes(); });
  return trace;
}

TraceCheckpoint read_checkpoint(const GroupReader& root) {
  const GroupReader group = root.group("checkpoint");
  TraceCheckpoint checkpoint;
  checkpoint.config = group.text("config");
  checkpoint.training = group.attribute<std::uint64_t>("training");
  checkpoint.redraws = group.attribute<std::uint64_t>("redraws");
  checkpoint.initialisations = group.attribute<std::uint64_t>("initialisations");
  checkpoint.curves = group.attribute<std::uint64_t>("curves");
  const hsize_t parameters = group.length("parameter"), frozen = group.length("entry");
  checkpoint.parameters = group.numbers<float>("parameters", {parameters});
  checkpoint.velocity = group.numbers<float>("velocity", {parameters});
  checkpoint.frozen = group.numbers<float>("frozen", {frozen});
  return checkpoint;
}

/// Opens the file and hands its root to `read`. HDF5 can crash on damaged files, so that a child
/// process tries first where no seal vouches for the bytes.
template <class Read>
auto with_root(const std::string& path, Read read) {
  const std::vector<std::uint8_t> bytes = read_bytes(path);
  std::span<const std::uint8_t> body(bytes);
  const auto open_and_read = [&] {
    const CrashMessage guard(path, body.size());
    const h5::Quiet quiet;
    const h5::ImageReader image(body, path);
    return read(GroupReader(image));
  };
  const Seal seal = check_seal(bytes);
  if (seal == Seal::broken) {
    throw Error(ExitCode::file, "the bytes of the file do not match its seal", path, kRecordAgain);
  }
  if (seal == Seal::whole) {
    body = body.first(body.size() - kSealBytes);
  } else {
    const Rehearsal trial = rehearse([&] { static_cast<void>(open_and_read()); });
    if (!trial.survived) {
      throw Error(ExitCode::file, "HDF5 crashes on the file", path, kRecordAgain);
    }
    if (!trial.failure.empty()) throw Error(ExitCode::file, trial.failure);
  }
  return open_and_read();
}

}  // namespace

run::Trace read_trace(const std::string& path) {
  return with_root(path, [&](const GroupReader& root) {
    require_trace_file(root, path);
    Problems problems;
    run::Trace trace = read_content(root, problems);
    if (!trace.complete) {
      problems.add("the trace is incomplete", path, "Complete it with ceo-capture --resume.");
    } else if (problems.empty()) {
      check_trace(trace, path, problems);
    }
    problems.raise(ExitCode::file);
    return trace;
  });
}

UnfinishedTrace read_unfinished_trace(const std::string& path) {
  return with_root(path, [&](const GroupReader& root) {
    require_trace_file(root, path);
    Problems problems;
    run::Trace trace = read_content(root, problems);
    problems.raise(ExitCode::file);
    if (trace.complete || !root.has("checkpoint")) {
      throw Error(ExitCode::file, "the trace is complete; there is nothing to resume", path);
    }
    return UnfinishedTrace{std::move(trace), read_checkpoint(root)};
  });
}

bool is_trace_file(const std::string& path) {
  try {
    return with_root(path, [](const GroupReader& root) {
      return root.text_attribute("filetype") == kTraceFileType;
    });
  } catch (const Error&) {
    return false;
  }
}

}  // namespace ceo::io
