// `--set dotted.key=value`: patches a parsed plan before it is validated.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <vector>

#include "host/base/error.hpp"

namespace ceo::run {

/// Each setting is one TOML assignment, for example `claims."thm2.unbiased".samples=1000`; later
/// ones win. Patched values carry the option as their source, so that problems with them name it.
/// A setting that is no assignment is reported and leaves the plan as it was.
void apply_settings(toml::table& plan, const std::vector<std::string>& settings,
                    Problems& problems);

}  // namespace ceo::run
