// Logistic regression on a public data set, where its file is at hand.
#pragma once

#include <optional>
#include <string>

#include "verify/claims/sgd_instances.hpp"

namespace ceo::verify {

/// The file german.numer_scale of LIBSVM (1000 rows of 24 numbers in [-1, 1]) below the folder that
/// the environment variable CEO_DATA names, in libsvm/ or itself; in a ball of radius 3, s2 = 1.
struct GermanCredit {
  std::optional<SgdInstance> instance;  ///< nothing where the file is not there
  std::string words;                    ///< the file and its SHA-256, or why it was not used
};
/// Throws Error(file) if the file is there and damaged, or has more than 64 columns.
[[nodiscard]] GermanCredit german_credit();

}  // namespace ceo::verify
