#include "host/io/rehearse.hpp"

#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>
#include <stdexcept>

namespace ceo::io {
namespace {

TEST(Rehearse, AnOrdinaryEndSurvives) {
  int touched = 0;
  EXPECT_TRUE(survives([&] { touched = 1; }));
  EXPECT_EQ(touched, 0) << "the child has its own memory";
  EXPECT_TRUE(survives([] { throw std::runtime_error("bad input"); }));
}

TEST(Rehearse, ADeathIsNoticed) {
  EXPECT_FALSE(survives([] { std::raise(SIGKILL); }));
  EXPECT_FALSE(survives([] { std::abort(); }));
  EXPECT_FALSE(survives([] { std::_Exit(1); }));
}

}  // namespace
}  // namespace ceo::io
