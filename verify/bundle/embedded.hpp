// Files of the source tree that go with every bundle.
#pragma once

namespace ceo::verify {

extern const char* const kLicence;   ///< LICENSE
extern const char* const kCitation;  ///< CITATION.cff

}  // namespace ceo::verify
