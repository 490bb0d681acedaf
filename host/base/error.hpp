// Errors that a user sees: what went wrong, where, and what to do about it.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace ceo {

/// Exit codes of the program, the same in every command (see docs/design.md, "The program").
enum class ExitCode : int {
  as_expected = 0,   ///< every claim as expected
  unexpected = 1,    ///< a claim other than expected, an error of a cell, or a control not rejected
  usage = 2,         ///< command line or plan error
  unresolved = 3,    ///< something unresolved or not run
  file = 4,          ///< a file unreadable, damaged or not writable
  device = 5,        ///< a device or cuRAND was asked for and is absent
  internal = 70,     ///< a defect of this program
  interrupted = 130  ///< stopped by INT (TERM: 143)
};

/// An error with its exit code. `what()` is one message: "WHERE: WHAT. REMEDY".
class Error : public std::runtime_error {
 public:
  /// @param where  file:line:column, option or dataset name; may be empty
  /// @param remedy a sentence that says what to do; may be empty
  Error(ExitCode code, const std::string& what, const std::string& where = "",
        const std::string& remedy = "");
  [[nodiscard]] ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// Collects every problem of an input, so that a user sees all of them at once.
class Problems {
 public:
  void add(const std::string& what, const std::string& where = "", const std::string& remedy = "");
  [[nodiscard]] bool empty() const { return messages_.empty(); }
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
  /// Throws one Error with all messages, a line each, if there are any.
  void raise(ExitCode code) const;

 private:
  std::vector<std::string> messages_;
};

/// A defect of this program, not of its input: throws Error(ExitCode::internal) if `condition`
/// fails.
void ensure(bool condition, const char* message);

}  // namespace ceo
