#include "verify/commands/theory/topics.hpp"

namespace ceo::verify {

std::vector<Command> add_topics(CLI::App& theory) {
  return {add_channel_topic(theory)};
}

}  // namespace ceo::verify
