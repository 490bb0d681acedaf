// From judged findings and controls to the verdict of a claim and the exit code of a run.
#pragma once

#include <vector>

#include "host/base/error.hpp"
#include "host/run/claim.hpp"
#include "host/run/record.hpp"

namespace ceo::verify {

/// The row of the ledger for one claim, by the words of docs/design.md section 6.
/// @param findings of this claim
/// @param controls of this claim
/// Verdict: `error` if any finding is one; else `not run` if any was not run; else, for a claim of
/// the expectation "reported", `reported`. Else a disagreeing finding refutes: `refuted as printed`
/// if all of them are findings of quantities marked `printed` and every other finding agrees, else
/// `refuted`. Else `unresolved` if any finding is, else `holds`. `as_expected` needs the expected
/// verdict and every control rejected.
[[nodiscard]] run::ClaimResult conclude(const run::Claim& claim,
                                        const std::vector<stats::Finding>& findings,
                                        const std::vector<run::ControlResult>& controls);

/// 0 every claim as expected; 1 a verdict other than expected, an error, or a control not rejected;
/// 3 else, if a claim is unresolved or not run, and for every record that is not complete.
[[nodiscard]] ExitCode exit_code(const run::Record& record);

}  // namespace ceo::verify
