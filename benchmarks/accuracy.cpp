// ceo-accuracy: the errors of the sampler's elementary functions over every argument that can reach
// them, and the exact moments of the normals by enumeration of all inputs. The figures stand in
// docs/engine.md. Takes a few minutes on two cores.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <thread>
#include <vector>

#include "kernels/core/draws.hpp"
#include "kernels/core/pack.hpp"
#if defined(__AVX2__) && defined(__FMA__)
#include "kernels/core/registers_avx2.hpp"
using Registers = ceo::RegistersAvx2;
#else
#include "kernels/core/registers_portable.hpp"
using Registers = ceo::RegistersPortable<8>;
#endif

namespace {

using Family = ceo::PackFamily<Registers>;
using Real = Family::Real<1>;
using Bits = Family::Bits<1>;
constexpr int kLanes = Family::kLanes;
const long double kPi = std::acos(-1.0L);

/// Unit in the last place of the float nearest to x.
long double ulp(long double x) {
  int exponent = 0;
  std::frexp(std::max(std::fabs(x), 0x1p-126L), &exponent);
  return std::ldexp(1.0L, exponent - 24);
}

/// Runs body(begin, end) over [0, count) on all cores and joins the results.
template <class Result>
Result over(std::uint64_t count, const std::function<Result(std::uint64_t, std::uint64_t)>& body) {
  const std::uint64_t parts = std::max(1U, std::thread::hardware_concurrency());
  std::vector<Result> results(parts);
  std::vector<std::thread> threads;
  for (std::uint64_t i = 0; i < parts; ++i) {
    threads.emplace_back([&, i] {
      // Multiples of 2^16, so that whole blocks of packs fit.
      const auto cut = [&](std::uint64_t k) { return count / parts * k >> 16 << 16; };
      results[i] = body(cut(i), i + 1 == parts ? count : cut(i + 1));
    });
  }
  for (std::thread& thread : threads) thread.join();
  Result total;
  for (const Result& result : results) total.join(result);
  return total;
}

/// Largest errors, and where.
struct Worst {
  std::uint64_t arguments = 0;
  long double in_ulp = 0, absolute = 0;
  float at = 0;
  void see(float computed, long double exact, float argument) {
    const long double error = std::fabs(computed - exact);
    absolute = std::max(absolute, error);
    ++arguments;
    if (error > in_ulp * ulp(exact)) {
      in_ulp = error / ulp(exact);
      at = argument;
    }
  }
  void join(const Worst& other) {
    arguments += other.arguments;
    absolute = std::max(absolute, other.absolute);
    if (other.in_ulp > in_ulp) {
      in_ulp = other.in_ulp;
      at = other.at;
    }
  }
  void print(const char* name) const {
    std::printf("%-34s %10llu arguments, largest error %.4Lf ulp at %a, %.3Le absolute\n", name,
                static_cast<unsigned long long>(arguments), in_ulp, static_cast<double>(at),
                absolute);
  }
};

/// Calls see(float) for every distinct uniform; words in [begin, end) of the 2^31 radius inputs.
template <class See>
void each_uniform(std::uint64_t begin, std::uint64_t end, const See& see) {
  float last = -1;
  for (std::uint64_t k = begin; k < end; ++k) {
    const auto u = ceo::uniform<float>(static_cast<std::uint32_t>(k << 1));
    if (u != last) see(u);
    last = u;
  }
}

struct Two {
  Worst first, second;
  void join(const Two& other) {
    first.join(other.first);
    second.join(other.second);
  }
};

void radius_errors() {
  const auto worst = over<Two>(std::uint64_t{1} << 31, [](std::uint64_t begin, std::uint64_t end) {
    Two part;
    each_uniform(begin, end, [&](float u) {
      const long double exact = -2 * std::log(static_cast<long double>(u));
      const float computed = ceo::neg_two_log(u);
      part.first.see(computed, exact, u);
      part.second.see(ceo::sqrt(computed), std::sqrt(exact), u);
    });
    return part;
  });
  worst.first.print("-2 ln u");
  worst.second.print("sqrt(-2 ln u)");
}

/// The device's root is the approximate reciprocal root y and one correction. PTX bounds the error
/// of y by 2^-22.9 relative: every such y must give the correctly rounded root.
struct Misses {
  std::uint64_t tried = 0, wrong = 0;
  void join(const Misses& other) {
    tried += other.tried;
    wrong += other.wrong;
  }
};
void device_root() {
  const double bound = std::exp2(-22.9);
  const auto body = [bound](std::uint64_t begin, std::uint64_t end) {
    Misses part;
    each_uniform(begin, end, [&](float u) {
      const float x = ceo::neg_two_log(u);
      const double reciprocal = 1 / std::sqrt(static_cast<double>(x));
      const auto near = ceo::bits_of(static_cast<float>(reciprocal));
      for (std::uint32_t off = 0; off <= 6; ++off) {
        const float y = ceo::real_of(near - 3 + off);
        if (std::fabs(y - reciprocal) > bound * reciprocal) continue;
        const float g = x * y;
        const float root = ceo::fma(ceo::fma(-g, g, x), 0.5F * y, g);
        ++part.tried;
        if (root != std::sqrt(x)) ++part.wrong;
      }
    });
    return part;
  };
  const auto misses = over<Misses>(std::uint64_t{1} << 31, body);
  std::printf("branch-free root, every y within 2^-22.9: %llu tried, %llu not correctly rounded\n",
              static_cast<unsigned long long>(misses.tried),
              static_cast<unsigned long long>(misses.wrong));
}

void angle_errors() {
  const auto worst = over<Two>(std::uint64_t{1} << 31, [](std::uint64_t begin, std::uint64_t end) {
    Two part;
    float last = 2;
    for (std::uint64_t k = begin; k < end; ++k) {
      const auto word = static_cast<std::uint32_t>(k);
      const float t = ceo::to_real(word << 1) * 0x1p-32F;
      if (t == last) continue;
      last = t;
      float c = 0;
      float s = 0;
      ceo::cos_sin_pi<float>(word, c, s);
      // ulp means little near a zero of the cosine: its column is the absolute one.
      part.first.see(c, std::cos(kPi * t), t);
      part.second.see(s, std::sin(kPi * t), t);
    }
    return part;
  });
  worst.first.print("cos(pi t)");
  worst.second.print("sin(pi t)");
}

void exp_errors() {
  const auto half = [](std::uint32_t sign, float limit) {
    return over<Worst>(ceo::bits_of(limit) + 1, [sign](std::uint64_t begin, std::uint64_t end) {
      Worst part;
      for (std::uint64_t k = begin; k < end; ++k) {
        const float x = ceo::real_of(static_cast<std::uint32_t>(k) | sign);
        if (std::fabs(x) < 0x1p-26F && k != 0) continue;  // 1 to all digits
        part.see(ceo::exp(x), std::exp(static_cast<long double>(x)), x);
      }
      return part;
    });
  };
  Worst worst = half(0, ceo::kExpHighest);
  worst.join(half(0x80000000U, -ceo::kExpLowest));
  worst.print("exp");
}

/// Sums of powers over lanes, kept in double over 2^15 values and in long double beyond.
template <int N>
struct Powers {
  long double sum[N] = {};
  void join(const Powers& other) {
    for (int i = 0; i < N; ++i) sum[i] += other.sum[i];
  }
};

/// Calls term(word pack, lane sums) for all packs of consecutive words in [begin, end).
template <int N, class Term>
Powers<N> accumulate(std::uint64_t begin, std::uint64_t end, const Term& term) {
  constexpr std::uint64_t kBlock = 1U << 15;
  Powers<N> total;
  for (std::uint64_t block = begin; block < end; block += kBlock) {
    double sums[N][kLanes] = {};
    for (std::uint64_t i = 0; i < kBlock; i += kLanes) {
      term(Family::lane_index() + static_cast<std::uint32_t>(block + i), sums);
    }
    for (int k = 0; k < N; ++k) {
      for (const double lane : sums[k]) total.sum[k] += lane;
    }
  }
  return total;
}

void radius_moments() {
  const auto total =
      over<Powers<3>>(std::uint64_t{1} << 31, [](std::uint64_t begin, std::uint64_t end) {
        return accumulate<3>(begin, end, [](Bits k, double(&sums)[3][kLanes]) {
          alignas(64) float r[kLanes];
          Family::store(r, sqrt(ceo::neg_two_log(ceo::uniform<Real>(ceo::shl<1>(k)))));
          for (int i = 0; i < kLanes; ++i) {
            const double r2 = static_cast<double>(r[i]) * r[i];
            sums[0][i] += r[i];
            sums[1][i] += r2;
            sums[2][i] += r2 * r2;
          }
        });
      });
  const long double n = 0x1p31L;
  std::printf(
      "radius, all 2^31 inputs: E r/sqrt(pi/2) - 1 = %+.3Le, E r^2/2 - 1 = %+.3Le, "
      "E r^4/8 - 1 = %+.3Le\n",
      total.sum[0] / n / std::sqrt(kPi / 2) - 1, total.sum[1] / n / 2 - 1,
      total.sum[2] / n / 8 - 1);
}

void angle_moments() {
  const auto total =
      over<Powers<7>>(std::uint64_t{1} << 32, [](std::uint64_t begin, std::uint64_t end) {
        return accumulate<7>(begin, end, [](Bits word, double(&sums)[7][kLanes]) {
          Real cosine, sine;
          ceo::cos_sin_pi<Real>(word, cosine, sine);
          alignas(64) float c[kLanes];
          alignas(64) float s[kLanes];
          Family::store(c, cosine);
          Family::store(s, sine);
          for (int i = 0; i < kLanes; ++i) {
            const double c1 = c[i];
            const double s1 = s[i];
            const double terms[7] = {
                c1, s1, c1 * c1, s1 * s1, c1 * s1, c1 * c1 * c1 * c1, s1 * s1 * s1 * s1};
            for (int k = 0; k < 7; ++k) sums[k][i] += terms[k];
          }
        });
      });
  const long double n = 0x1p32L;
  std::printf(
      "angle, all 2^32 inputs: E c = %+.3Le, E s = %+.3Le, 2 E c^2 - 1 = %+.3Le, "
      "2 E s^2 - 1 = %+.3Le, E cs = %+.3Le, 8/3 E c^4 - 1 = %+.3Le, 8/3 E s^4 - 1 = %+.3Le\n",
      total.sum[0] / n, total.sum[1] / n, 2 * total.sum[2] / n - 1, 2 * total.sum[3] / n - 1,
      total.sum[4] / n, 8 * total.sum[5] / n / 3 - 1, 8 * total.sum[6] / n / 3 - 1);
}

}  // namespace

int main() {
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  radius_errors();
  device_root();
  angle_errors();
  exp_errors();
  radius_moments();
  angle_moments();
  return 0;
}
