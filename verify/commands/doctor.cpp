// `ceo-verify doctor`: what this build and this machine can do, and a self-check.
#include <fmt/format.h>

#include <algorithm>

#include "host/base/build_info.hpp"
#include "host/base/text.hpp"
#include "host/mpi/world.hpp"
#include "kernels/launch/curand_library.hpp"
#include "kernels/launch/known_answers.hpp"
#include "verify/backend.hpp"
#include "verify/commands/commands.hpp"
#include "verify/commands/plan_options.hpp"
#include "verify/ledger_json.hpp"
#include "verify/provenance.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

constexpr std::size_t kColumns = 100;
constexpr std::size_t kIndent = 16;

struct PackState {
  launch::Pack pack;
  bool known_answers;  ///< its words are the published ones
};

std::vector<PackState> check_packs() {
  std::vector<PackState> states;
  for (const launch::Pack pack : launch::available_packs()) {
    states.push_back({pack, launch::known_answers_hold(pack)});
  }
  return states;
}

std::string field(const std::string& name, const std::string& value) {
  return fmt::format("{:<{}}{}\n", name, kIndent, wrap(value, kColumns - kIndent, kIndent));
}

std::vector<std::string> device_texts() {
  std::string why;
  std::vector<std::string> texts;
  for (const launch::CudaDevice& device : launch::cuda_devices(why))
    texts.push_back(describe(device));
  if (texts.empty()) texts.push_back("none (" + why + ")");
  return texts;
}

/// What --rng can use.
std::string curand_state() {
  std::string why;
  const launch::CurandLibrary* library = launch::curand_library(why);
  if (library == nullptr) return "none: only the generator philox can be used (" + why + ")";
  return launch::curand_version_text(library->version) + " in " + library->path;
}

std::string doctor_text(const std::vector<PackState>& packs) {
  const BuildInfo& build = build_info();
  std::string text = field("program", fmt::format("ceo-verify {} (commit {}{})", build.version,
                                                  build.commit, build.dirty ? ", modified" : ""));
  text += field("compiler", build.compiler + ", " + build.build_type);
  text += field("flags", build.flags);
  text += field("CUDA compiler", build.cuda);
  text += field("MPI", mpi::library_text());
  text += field("LibTorch", build.torch + ", of ceo-capture");
  for (const std::string& device : device_texts()) text += field("device", device);
  text += field("cuRAND", curand_state());
  text += field("CPU", cpu_model());
  text += field("threads", fmt::format("{}", hardware_threads()));
  for (const PackState& state : packs) {
    text += field("pack", fmt::format("{}{}: known answers {}", launch::to_string(state.pack),
                                      state.pack == launch::best_pack() ? " (used)" : "",
                                      state.known_answers ? "hold" : "DO NOT HOLD"));
  }
  for (const auto& [name, version] : library_versions())
    text += field("library", name + " " + version);
  for (const std::string& folder : plan_folders()) text += field("plans in", folder);
  return text;
}

nlohmann::ordered_json doctor_json(const std::vector<PackState>& packs, bool healthy) {
  const BuildInfo& build = build_info();
  nlohmann::ordered_json pack_rows = nlohmann::ordered_json::array();
  for (const PackState& state : packs) {
    pack_rows.push_back({{"name", launch::to_string(state.pack)},
                         {"used", state.pack == launch::best_pack()},
                         {"known_answers", state.known_answers}});
  }
  nlohmann::ordered_json libraries;
  for (const auto& [name, version] : library_versions()) libraries[name] = version;
  return {{"healthy", healthy},
          {"version", build.version},
          {"commit", build.commit},
          {"dirty", build.dirty},
          {"compiler", build.compiler},
          {"flags", build.flags},
          {"build_type", build.build_type},
          {"cuda", build.cuda},
          {"mpi", mpi::library_text()},
          {"torch", build.torch},
          {"devices", device_texts()},
          {"curand", curand_state()},
          {"cpu", cpu_model()},
          {"threads", hardware_threads()},
          {"packs", pack_rows},
          {"libraries", libraries},
          {"plan_folders", plan_folders()}};
}

}  // namespace

ExitCode doctor_command(const CommonOptions& common) {
  const std::vector<PackState> packs = check_packs();
  const bool healthy = std::all_of(packs.begin(), packs.end(),
                                   [](const PackState& state) { return state.known_answers; });
  print_result(common.json ? json_text(doctor_json(packs, healthy)) : doctor_text(packs));
  return healthy ? ExitCode::as_expected : ExitCode::unexpected;
}

}  // namespace ceo::verify
