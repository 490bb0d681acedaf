#include "tests/kernels/core/normals_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <thread>

#include "tests/support/aligned_floats.hpp"

namespace ceo::testing {
namespace {

// Vectors of the compiler: plain code otherwise, but four sums side by side.
using Floats = float __attribute__((vector_size(16)));
using Doubles = double __attribute__((vector_size(32)));

inline __attribute__((always_inline)) void load(const float* from, Doubles& to) {
  Floats floats;
  std::memcpy(&floats, from, sizeof floats);
  to = __builtin_convertvector(floats, Doubles);
}

double total(const Doubles& sums) {
  return sums[0] + sums[1] + sums[2] + sums[3];
}

/// One thread's sums.
class Counter {
 public:
  explicit Counter(const NormalsSource& source)
      : source_(source),
        row_(32 * source.lanes),
        panel_(aligned_floats(source.panel_floats)),
        cells_(kTables * 2 * kCells) {}

  void add_panel(std::uint64_t strip) {
    source_.fill(strip, panel_.get());
    for (std::size_t r = 0; r < source_.rows; ++r) {
      const float* z = panel_.get() + r * row_;
      add_powers(z);
      add_products(z, z + source_.lanes, row_ - source_.lanes, across_);
      if (r + 1 < source_.rows) add_products(z, z + row_, row_, within_);
      add_cells(z);
    }
    ++panels_;
    if (panels_ % kDrainPanels == 0) drain();
  }

  NormalsSums finish() {
    drain();
    sums_.count = panels_ * source_.rows * row_;
    sums_.pairs_within = panels_ * (source_.rows - 1) * row_;
    sums_.pairs_across = panels_ * source_.rows * (row_ - source_.lanes);
    return std::move(sums_);
  }

 private:
  // Consecutive normals of one cell would wait for each other's increment.
  static constexpr std::size_t kTables = 4;
  static constexpr std::uint64_t kDrainPanels = 4096;

  void add_powers(const float* z) {
    for (std::size_t i = 0; i < row_; i += 4) {
      Doubles x;
      load(z + i, x);
      const Doubles x2 = x * x;
      powers_[0] += x;
      powers_[1] += x2;
      powers_[2] += x2 * x;
      powers_[3] += x2 * x2;
    }
  }
  static void add_products(const float* a, const float* b, std::size_t count, Doubles& sums) {
    for (std::size_t i = 0; i < count; i += 4) {
      Doubles x, y;
      load(a + i, x);
      load(b + i, y);
      sums += x * y;
    }
  }
  void add_cells(const float* z) {
    for (std::size_t i = 0; i < row_; ++i) {
      // The product is exact, so the edges of the cells are too.
      const auto cell =
          static_cast<std::int32_t>(std::fabs(z[i]) * static_cast<float>(kCellsPerUnit));
      const auto place = std::min(static_cast<std::size_t>(cell), kCells - 1);
      ++cells_[(2 * place + (std::signbit(z[i]) ? 1U : 0U)) * kTables + i % kTables];
    }
  }
  void drain() {
    for (std::size_t i = 0; i < 4; ++i) sums_.powers.at(i) += total(powers_[i]);
    sums_.within += total(within_);
    sums_.across += total(across_);
    for (Doubles& sum : powers_) sum = Doubles{};
    within_ = across_ = Doubles{};
    for (std::size_t place = 0; place < kCells; ++place) {
      for (std::size_t sign = 0; sign < 2; ++sign) {
        for (std::size_t t = 0; t < kTables; ++t) {
          std::uint32_t& count = cells_[(2 * place + sign) * kTables + t];
          sums_.histogram[sign * kCells + place] += count;
          count = 0;
        }
      }
    }
  }

  const NormalsSource& source_;
  std::size_t row_;
  AlignedFloats panel_;
  std::vector<std::uint32_t> cells_;
  Doubles powers_[4] = {};
  Doubles within_ = {};
  Doubles across_ = {};
  std::uint64_t panels_ = 0;
  NormalsSums sums_;
};

}  // namespace

void NormalsSums::join(const NormalsSums& other) {
  count += other.count;
  for (std::size_t i = 0; i < powers.size(); ++i) powers.at(i) += other.powers.at(i);
  within += other.within;
  across += other.across;
  pairs_within += other.pairs_within;
  pairs_across += other.pairs_across;
  for (std::size_t i = 0; i < histogram.size(); ++i) histogram[i] += other.histogram[i];
}

NormalsSums sum_normals(const NormalsSource& source, std::uint64_t first, std::uint64_t count) {
  const std::uint64_t threads = std::max(1U, std::thread::hardware_concurrency());
  std::vector<NormalsSums> parts(threads);
  std::vector<std::thread> pool;
  for (std::uint64_t t = 0; t < threads; ++t) {
    pool.emplace_back([&, t] {
      Counter counter(source);
      for (std::uint64_t strip = t * source.lanes; strip < count; strip += threads * source.lanes) {
        counter.add_panel(first + strip);
      }
      parts[t] = counter.finish();
    });
  }
  for (std::thread& thread : pool) thread.join();
  NormalsSums all;
  for (const NormalsSums& part : parts) all.join(part);
  return all;
}

}  // namespace ceo::testing
