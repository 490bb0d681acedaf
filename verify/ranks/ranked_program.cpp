#include "verify/ranks/ranked_program.hpp"

#include <fmt/format.h>

#include "host/mpi/world.hpp"
#include "verify/commands/program.hpp"
#include "verify/ranks/serve.hpp"

namespace ceo::verify {

int run_ranked(const Arguments& arguments) {
  const int joined = told("ceo-verify", [] {
    static_cast<void>(mpi::world());
    return ExitCode::as_expected;
  });
  if (joined != 0) return joined;
  mpi::World& ranks = mpi::world();
  if (ranks.size() == 1) return run_program(arguments);
  int code = 0;
  if (ranks.rank() == 0) {
    code = run_program(arguments);
    if (!release(ranks)) ranks.abort(code != 0 ? code : static_cast<int>(ExitCode::internal));
  } else {
    code = told(fmt::format("ceo-verify, rank {}", ranks.rank()), [&] {
      serve(ranks, arguments);
      return ExitCode::as_expected;
    });
    if (code != 0) ranks.abort(code);
  }
  ranks.leave();
  return code;
}

}  // namespace ceo::verify
