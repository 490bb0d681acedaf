#include "host/base/error.hpp"

#include <string_view>

#include "host/base/clean_text.hpp"
#include "host/base/text.hpp"

namespace ceo {
namespace {

/// "WHERE: WHAT. REMEDY" without the parts that are empty. Names and words of files may be in it:
/// what could drive a terminal is replaced.
std::string message(const std::string& what, const std::string& where, const std::string& remedy) {
  std::string text = where.empty() ? what : where + ": " + what;
  constexpr std::string_view kClosed = ".?!:\n";
  if (!text.empty() && kClosed.find(text.back()) == std::string_view::npos) text += '.';
  if (!remedy.empty()) {
    text += ' ';
    text += remedy;
  }
  return lines(text);
}

}  // namespace

Error::Error(ExitCode code, const std::string& what, const std::string& where,
             const std::string& remedy)
    : std::runtime_error(message(what, where, remedy)), code_(code) {}

void Problems::add(const std::string& what, const std::string& where, const std::string& remedy) {
  messages_.push_back(message(what, where, remedy));
}

void Problems::raise(ExitCode code) const {
  if (!empty()) throw Error(code, join(messages_, "\n"));
}

void ensure(bool condition, const char* message) {
  if (!condition) {
    throw Error(ExitCode::internal, message, "internal error",
                "This is a defect of ceo-verify, not of your input: please report it.");
  }
}

}  // namespace ceo
