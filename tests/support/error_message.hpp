// The message of the usage error that a call must throw.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "host/base/error.hpp"

namespace ceo::testing {

/// what() of the Error that `call` throws, whose code must be `code`; "no error" if it throws none.
template <class Call>
std::string message_of(const Call& call, ExitCode code = ExitCode::usage) {
  try {
    (void)call();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), code);
    return error.what();
  }
  return "no error";
}

}  // namespace ceo::testing
