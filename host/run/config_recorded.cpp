#include "host/run/config_point.hpp"
#include "host/run/find_trace.hpp"
#include "host/run/plan.hpp"

namespace ceo::run {

bool read_recorded(Section& section, RawPoint& raw) {
  raw.trace = section.text("trace");
  raw.trace_sha256 = section.text("trace_sha256");
  raw.trace_samples = section.count("trace_samples", 1, kMaxSamples);
  bool good = true;
  const auto refuse = [&](const char* key, const char* what, const char* remedy) {
    section.value_problem(key, what, remedy);
    good = false;
  };
  if (!raw.trace) {
    for (const char* key : {"trace_sha256", "trace_samples"}) {
      if (section.has(key)) refuse(key, "no trace is named", "Add the key trace, or remove this.");
    }
    return good && !section.has("trace");
  }
  if (raw.trace->empty()) refuse("trace", "the name is empty", "Name a trace file.");
  if (raw.trace_sha256 && !is_trace_hash(*raw.trace_sha256)) {
    refuse("trace_sha256", "that is no SHA-256",
           "Give 64 hexadecimal digits, or leave the key out.");
  }
  for (const char* key : {"layers", "layer", "rng"}) {
    if (!section.has(key)) continue;
    refuse(key, "does not go with recorded gradients",
           "Remove it: a trace has its own layers, and only V_k are drawn, by philox.");
  }
  return good;
}

}  // namespace ceo::run
