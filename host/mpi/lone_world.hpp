// A world of one rank.
#pragma once

#include <algorithm>
#include <cstdlib>
#include <thread>
#include <utility>

#include "host/base/error.hpp"
#include "host/mpi/world.hpp"

namespace ceo::mpi {

class LoneWorld final : public World {
 public:
  [[nodiscard]] int rank() const override { return 0; }
  [[nodiscard]] int size() const override { return 1; }
  [[nodiscard]] int local_rank() const override { return 0; }
  [[nodiscard]] int local_size() const override { return 1; }
  [[nodiscard]] int threads() const override {
    return static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  }
  void send(int /*to*/, std::string /*bytes*/) override {
    ensure(false, "a rank that is alone sent a letter");
  }
  [[nodiscard]] std::optional<Letter> receive() override { return std::nullopt; }
  void leave() override {}
  [[noreturn]] void abort(int code) override { std::_Exit(code); }
};

}  // namespace ceo::mpi
