// The topics of `ceo-verify theory`: one file each, with its options, text and JSON.
#pragma once

#include <vector>

#include "verify/commands/parsers.hpp"

namespace ceo::verify {

/// Declares every topic under `theory`, in the order of its help.
[[nodiscard]] std::vector<Command> add_topics(CLI::App& theory);

[[nodiscard]] Command add_channel_topic(CLI::App& theory);
[[nodiscard]] Command add_sum_rate_topic(CLI::App& theory);
[[nodiscard]] Command add_region_topic(CLI::App& theory);
[[nodiscard]] Command add_vertex_topic(CLI::App& theory);
[[nodiscard]] Command add_classical_topic(CLI::App& theory);
[[nodiscard]] Command add_iterations_topic(CLI::App& theory);
[[nodiscard]] Command add_cost_topic(CLI::App& theory);
[[nodiscard]] Command add_signsgd_topic(CLI::App& theory);
[[nodiscard]] Command add_information_topic(CLI::App& theory);
[[nodiscard]] Command add_boundary_topic(CLI::App& theory);
[[nodiscard]] Command add_member_topic(CLI::App& theory);

}  // namespace ceo::verify
