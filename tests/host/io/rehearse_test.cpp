#include "host/io/rehearse.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace ceo::io {
namespace {

TEST(Rehearse, AnOrdinaryEnd) {
  int touched = 0;
  const Rehearsal result = rehearse([&] { touched = 1; });
  EXPECT_TRUE(result.survived);
  EXPECT_EQ(result.failure, "");
  EXPECT_EQ(touched, 0) << "the child has its own memory";
}

TEST(Rehearse, AnExceptionIsHandedOver) {
  const std::string message(200000, 'x');  // more than a pipe holds
  const Rehearsal result = rehearse([&] { throw std::runtime_error(message); });
  EXPECT_TRUE(result.survived);
  EXPECT_EQ(result.failure, message);
}

TEST(Rehearse, ADeathIsNoticed) {
  EXPECT_FALSE(rehearse([] { std::raise(SIGKILL); }).survived);
  EXPECT_FALSE(rehearse([] { std::raise(SIGSEGV); }).survived);
  EXPECT_FALSE(rehearse([] { std::abort(); }).survived);
  EXPECT_FALSE(rehearse([] { std::_Exit(1); }).survived);
}

}  // namespace
}  // namespace ceo::io
