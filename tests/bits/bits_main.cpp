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

namespace {

using ceo::launch::Int128;
using ceo::launch::MatrixRequest;
using ceo::launch::StripRange;
using ceo::launch::Totals;
using ceo::testing::GaussianCeoCell;

struct Case {
  const char* name;
  GaussianCeoCell cell;
  MatrixRequest request;
  StripRange range;
};

/// Starts and lengths are not aligned to packs; the ranges cross a sheaf, the end of the batches, a
/// carry of the sample counter (2^27 strips) and of the source's counter (2^29 strips).
std::vector<Case> cases() {
  using ceo::testing::make_cell;
  using ceo::testing::make_faulty_cell;
  const std::uint64_t carry = std::uint64_t{1} << 27;
  std::vector<Case> list;
  list.push_back({"K1", make_cell(1), {true, true, 1}, {0, 70}});
  list.push_back({"K2 every third sheaf", make_cell(2), {true, true, 3}, {231, 150}});
  list.push_back({"K3 faults", make_faulty_cell(3), {true, true, 1}, {carry - 21, 60}});
  list.push_back({"K5 silent", make_cell(5, {0, 3}), {false, true, 1}, {4 * carry - 17, 50}});
  list.push_back({"K8", make_cell(8), {true, false, 2}, {(std::uint64_t{1} << 40) + 5, 70}});
  list.push_back({"K17 scalars", make_cell(17), {}, {1000003, 35}});
  // Scales far too large and a row without bound: overflow and non-finite counts have bits too.
  GaussianCeoCell broken = make_cell(2);
  for (float& scale : broken.scale) scale *= 1024.0F;
  broken.sd_v[1] = 0x1p127F;
  list.push_back({"K2 overflow", broken, {}, {3, 40}});
  return list;
}

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
  for (const Case& c : cases()) {
    std::vector<Totals> totals;
    for (const ceo::launch::Pack pack : packs) {
      totals.push_back(ceo::launch::run_cpu(c.cell.params(), c.request, c.range, {1, pack}));
      if (totals.back() == totals.front()) continue;
      std::printf("pack %s differs in %s\n", ceo::launch::to_string(pack).c_str(), c.name);
      same = false;
    }
    if (!digest_only) print(totals.front());
    std::printf("%016llx %s\n",
                static_cast<unsigned long long>(ceo::testing::digest(totals.front())), c.name);
  }
  for (const ceo::launch::Pack pack : packs) {
    if (ceo::launch::known_answers_hold(pack)) continue;
    std::printf("pack %s fails the known answers\n", ceo::launch::to_string(pack).c_str());
    same = false;
  }
  return same ? 0 : 1;
}
