// A replayed sample for people and for programs.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "host/run/replay.hpp"

namespace ceo::verify {

/// Draws, workers, decoder and sums as tables; floats with 9 digits, which name their bits.
[[nodiscard]] std::string replay_text(const run::Replay& replay, const std::string& cell);
/// Keys: see docs/outputs.md. Numbers are the exact values of the floats.
[[nodiscard]] nlohmann::ordered_json replay_json(const run::Replay& replay,
                                                 const std::string& cell);

/// The most extreme samples with the commands that replay them.
[[nodiscard]] std::string extremes_text(const std::vector<run::ExtremeSample>& samples,
                                        const std::string& cell, const std::string& file,
                                        std::uint64_t first);
[[nodiscard]] nlohmann::ordered_json extremes_json(const std::vector<run::ExtremeSample>& samples,
                                                   const std::string& cell, std::uint64_t first);

}  // namespace ceo::verify
