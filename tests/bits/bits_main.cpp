// Prints the totals of a fixed set of small cells as text, for comparison between compilers,
// options and machines. Every pack of this machine must give the totals that are printed; exit
// code 1 where one does not.
//
//   bits_main             every number
//   bits_main --digest    one line per cell (golden.txt)
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <vector>

#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/known_answers.hpp"
#include "tests/support/gaussian_ceo_cell.hpp"
#include "tests/support/golden_cases.hpp"

namespace {

using ceo::launch::Int128;
using ceo::launch::Totals;
using ceo::testing::GoldenCase;

void print(const char* name, const std::vector<Int128>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    // These totals are small enough for 64 bits; a larger one would be cut in the same way
    // everywhere, and the digest holds all of it.
    if (values[i] != 0) std::printf("%s %zu %lld\n", name, i, static_cast<long long>(values[i]));
  }
}

void print(const Totals& totals) {
  print("sums", totals.sums);
  print("normals", totals.normals);
  print("physical", totals.physical);
  std::printf("strips %llu matrix_strips %llu non_finite %llu overflow %llu\n",
              static_cast<unsigned long long>(totals.strips),
              static_cast<unsigned long long>(totals.matrix_strips),
              static_cast<unsigned long long>(totals.non_finite),
              static_cast<unsigned long long>(totals.overflow));
}

}  // namespace

int main(int argc, char** argv) {
  const bool digest_only = argc > 1 && std::strcmp(argv[1], "--digest") == 0;
  const std::vector<ceo::launch::Pack> packs = ceo::launch::available_packs();
  bool same = true;
  for (const GoldenCase& c : ceo::testing::golden_cases()) {
    std::vector<Totals> totals;
    for (const ceo::launch::Pack pack : packs) {
      totals.push_back(ceo::launch::run_cpu(c.cell.params(), c.request, c.range, {1, pack}));
      if (totals.back() == totals.front()) continue;
      std::printf("pack %s differs in %s\n", ceo::launch::to_string(pack).c_str(), c.name.c_str());
      same = false;
    }
    if (!digest_only) print(totals.front());
    std::printf("%016llx %s\n",
                static_cast<unsigned long long>(ceo::testing::digest(totals.front())),
                c.name.c_str());
  }
  for (const ceo::launch::Pack pack : packs) {
    if (ceo::launch::known_answers_hold(pack)) continue;
    std::printf("pack %s fails the known answers\n", ceo::launch::to_string(pack).c_str());
    same = false;
  }
  return same ? 0 : 1;
}
