// Runs a fuzz target on its seeds, on what was found before, and on a fixed number of changes of
// each, the same in every run: for builds without libFuzzer.
//
//   fuzz_TARGET CHANGES FILE_OR_FOLDER ...
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/fuzz/fuzz.hpp"
#include "tests/support/splitmix.hpp"

namespace {

namespace fs = std::filesystem;
using Input = std::vector<std::uint8_t>;

std::vector<fs::path> files_in(const fs::path& place) {
  if (!fs::is_directory(place)) return {place};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(place)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

Input read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// One to four changes: a bit, a byte, a cut, a piece twice, a piece of another seed.
Input changed(const Input& seed, const Input& other, ceo::testing::SplitMix& random) {
  Input input = seed;
  for (std::uint32_t left = 1 + random.below(4); left > 0; --left) {
    const auto size = static_cast<std::uint32_t>(input.size());
    const auto at = input.begin() + random.below(size + 1);
    switch (random.below(5)) {
      case 0:
        if (at != input.end()) *at = static_cast<std::uint8_t>(*at ^ (1U << random.below(8)));
        break;
      case 1:
        if (at != input.end()) *at = static_cast<std::uint8_t>(random.word());
        break;
      case 2:
        input.erase(at, at + random.below(static_cast<std::uint32_t>(input.end() - at) + 1));
        break;
      case 3: {
        const Input piece(
            at, at + random.below(
                         std::min<std::uint32_t>(static_cast<std::uint32_t>(input.end() - at), 64) +
                         1));
        input.insert(input.begin() + random.below(size + 1), piece.begin(), piece.end());
        break;
      }
      default: {
        const auto from =
            other.begin() + random.below(static_cast<std::uint32_t>(other.size()) + 1);
        const auto most =
            std::min<std::uint32_t>(static_cast<std::uint32_t>(other.end() - from), 64);
        input.insert(at, from, from + random.below(most + 1));
      }
    }
  }
  return input;
}

/// Runs the target. With CEO_FUZZ_LAST=FILE the input stands in FILE meanwhile, for whoever looks
/// for the one that never ends.
void run(const Input& input) {
  static const char* const last = std::getenv("CEO_FUZZ_LAST");
  if (last != nullptr) {
    std::ofstream(last, std::ios::binary)
        .write(reinterpret_cast<const char*>(input.data()),
               static_cast<std::streamsize>(input.size()));
  }
  LLVMFuzzerTestOneInput(input.data(), input.size());
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): an exception here is what the test looks for
int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const auto changes = static_cast<std::uint64_t>(std::stoull(argv[1]));
  std::vector<Input> seeds;
  for (int i = 2; i < argc; ++i) {
    for (const fs::path& file : files_in(argv[i])) seeds.push_back(read(file));
  }
  if (seeds.empty()) return 2;
  for (const Input& seed : seeds) run(seed);
  ceo::testing::SplitMix random(1);
  for (std::uint64_t i = 0; i < changes; ++i) {
    const Input& seed = seeds[random.below(static_cast<std::uint32_t>(seeds.size()))];
    const Input& other = seeds[random.below(static_cast<std::uint32_t>(seeds.size()))];
    run(changed(seed, other, random));
  }
  std::printf("%zu seeds, %llu changes of them\n", seeds.size(),
              static_cast<unsigned long long>(changes));
  return 0;
}
