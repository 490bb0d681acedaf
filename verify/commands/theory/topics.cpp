#include "verify/commands/theory/topics.hpp"

namespace ceo::verify {

std::vector<Command> add_topics(CLI::App& theory) {
  return {add_channel_topic(theory), add_sum_rate_topic(theory),   add_region_topic(theory),
          add_vertex_topic(theory),  add_classical_topic(theory),  add_boundary_topic(theory),
          add_member_topic(theory),  add_iterations_topic(theory), add_cost_topic(theory),
          add_signsgd_topic(theory), add_information_topic(theory)};
}

}  // namespace ceo::verify
