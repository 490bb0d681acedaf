#include "verify/replay_text.hpp"

#include <fmt/format.h>

#include "verify/provenance.hpp"
#include "verify/text_table.hpp"

namespace ceo::verify {
namespace {

using Json = nlohmann::ordered_json;

std::string number(float value) {
  return fmt::format("{:.9g}", value);
}

template <std::size_t N>
std::string words(const std::array<std::uint32_t, N>& values) {
  std::string text;
  for (const std::uint32_t value : values) {
    text += fmt::format("{}{:08x}", text.empty() ? "" : " ", value);
  }
  return text;
}

std::string draws_text(const run::Replay& replay) {
  TextTable table({"draws", "counter", "words", "standard normals"},
                  {Align::left, Align::left, Align::left, Align::left});
  const auto add = [&](const std::string& name, const run::DrawBlock& block) {
    const auto& z = block.normals;
    table.add({name, words(block.counter), words(block.words),
               fmt::format("{:.9g} {:.9g} {:.9g} {:.9g}", z[0], z[1], z[2], z[3])});
  };
  const std::uint64_t first = replay.sample - replay.sample % 4;
  add(fmt::format("X of {} to {}", first, first + 3), replay.source);
  for (std::size_t b = 0; b < replay.blocks.size(); ++b) {
    add(fmt::format("N_{0} V_{0} N_{1} V_{1}", 2 * b + 1, 2 * b + 2), replay.blocks[b]);
  }
  return table.str();
}

std::string workers_text(const run::Replay& replay) {
  TextTable table({"k", "z of N_k", "N_k", "Y_k", "z of V_k", "V_k", "U_k", "weight", "sum so far"},
                  std::vector<Align>(9, Align::right));
  for (std::size_t k = 0; k < replay.workers.size(); ++k) {
    const run::ReplayedWorker& w = replay.workers[k];
    table.add({fmt::format("{}", k + 1), number(w.z_n), number(w.n), number(w.y), number(w.z_v),
               number(w.v), number(w.u), number(w.weight), number(w.decoded)});
  }
  return table.str();
}

std::string outputs_text(const run::Replay& replay) {
  TextTable table(
      {"sum of", "before", "after", "whole strip", "integer", "unit"},
      {Align::left, Align::right, Align::right, Align::right, Align::right, Align::left});
  for (const run::ReplayedOutput& output : replay.outputs) {
    table.add({output.name, number(output.before), number(output.after), number(output.strip),
               output.overflow ? "overflow" : fmt::format("{}", output.fixed),
               fmt::format("2^{}", -output.exponent)});
  }
  return table.str();
}

Json block_json(const run::DrawBlock& block) {
  return {{"counter", block.counter}, {"words", block.words}, {"normals", block.normals}};
}

Json worker_json(const run::ReplayedWorker& w) {
  return {{"z_n", w.z_n}, {"n", w.n}, {"y", w.y},           {"z_v", w.z_v},
          {"v", w.v},     {"u", w.u}, {"weight", w.weight}, {"decoded", w.decoded}};
}

Json output_json(const run::ReplayedOutput& output) {
  return {{"name", output.name},        {"before", output.before},
          {"after", output.after},      {"strip_sum", output.strip},
          {"fixed", output.fixed},      {"scale_exponent", output.exponent},
          {"overflow", output.overflow}};
}

}  // namespace

std::string replay_text(const run::Replay& replay, const std::string& cell) {
  return fmt::format("Sample {} of the cell {}: sample {} of strip {}, batch {}; key {}\n\n",
                     replay.sample, cell, replay.place, replay.strip, replay.batch,
                     words(replay.key)) +
         draws_text(replay) +
         fmt::format("\nX = {} ({} {})\n\n", number(replay.x),
                     replay.recorded ? "recorded, in standard deviations" : "standard normal",
                     number(replay.z_x)) +
         (replay.recorded ? "The z of N_k are recorded too; the normals drawn for X and N_k are "
                            "not used.\n\n"
                          : "") +
         workers_text(replay) +
         (replay.offset == 0 ? ""
                             : fmt::format("\nThe decoder begins at {}: a planted fault.\n",
                                           number(replay.offset))) +
         fmt::format("\nXhat = {}, e = Xhat - X = {}\n\n", number(replay.decoded),
                     number(replay.error)) +
         outputs_text(replay);
}

Json replay_json(const run::Replay& replay, const std::string& cell) {
  Json blocks = Json::array(), workers = Json::array(), outputs = Json::array();
  for (const run::DrawBlock& block : replay.blocks) blocks.push_back(block_json(block));
  for (const run::ReplayedWorker& worker : replay.workers) workers.push_back(worker_json(worker));
  for (const run::ReplayedOutput& output : replay.outputs) outputs.push_back(output_json(output));
  return {{"cell", cell},
          {"sample", replay.sample},
          {"strip", replay.strip},
          {"place", replay.place},
          {"batch", replay.batch},
          {"key", replay.key},
          {"recorded", replay.recorded},
          {"source_draws", block_json(replay.source)},
          {"worker_draws", blocks},
          {"z_x", replay.z_x},
          {"x", replay.x},
          {"workers", workers},
          {"offset", replay.offset},
          {"decoded", replay.decoded},
          {"error", replay.error},
          {"outputs", outputs}};
}

std::string extremes_text(const std::vector<run::ExtremeSample>& samples, const std::string& cell,
                          const std::string& file, std::uint64_t first) {
  TextTable table({"sample", "e", "replay it with"}, {Align::right, Align::right, Align::left});
  for (const run::ExtremeSample& sample : samples) {
    table.add({fmt::format("{}", sample.sample), number(sample.error),
               fmt::format("ceo-verify replay {} --cell {} --sample {}", shell_quoted(file),
                           shell_quoted(cell), sample.sample)});
  }
  return fmt::format("Largest |e| among the first {} samples of the cell {}\n\n", first, cell) +
         table.str();
}

Json extremes_json(const std::vector<run::ExtremeSample>& samples, const std::string& cell,
                   std::uint64_t first) {
  Json rows = Json::array();
  for (const run::ExtremeSample& sample : samples) {
    rows.push_back({{"sample", sample.sample}, {"error", sample.error}});
  }
  return {{"cell", cell}, {"first", first}, {"extremes", rows}};
}

}  // namespace ceo::verify
