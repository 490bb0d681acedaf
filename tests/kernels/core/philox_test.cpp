// Philox4x32-10 of every pack against published known answers and against Random123.
#include <Random123/philox.h>
#include <gtest/gtest.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "kernels/launch/known_answers.hpp"
#include "kernels/launch/twins.hpp"
#include "tests/support/splitmix.hpp"

namespace {

using ceo::launch::Pack;
using Counter = std::array<std::uint32_t, 4>;
using Key = std::array<std::uint32_t, 2>;

struct KnownAnswer {
  Counter counter;
  Key key;
  Counter words;
};

std::vector<KnownAnswer> read_known_answers() {
  const char* root = std::getenv("CEO_SOURCE");
  if (root == nullptr) return {};
  std::ifstream file(std::string(root) + "/datasets/kat/philox4x32.txt");
  std::vector<KnownAnswer> answers;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in(line);
    std::string name;
    int rounds = 0;
    KnownAnswer answer{};
    in >> name >> rounds >> std::hex;
    for (std::uint32_t& word : answer.counter) in >> word;
    for (std::uint32_t& word : answer.key) in >> word;
    for (std::uint32_t& word : answer.words) in >> word;
    EXPECT_TRUE(in && name == "philox4x32" && rounds == 10) << "line not understood: " << line;
    answers.push_back(answer);
  }
  return answers;
}

/// The pack's words for as many counters as it has lanes, all under one key.
std::vector<Counter> words_of(Pack pack, const std::vector<Counter>& counters, const Key& key) {
  const auto& twin = ceo::launch::gaussian_ceo_twin(pack);
  EXPECT_EQ(counters.size(), static_cast<std::size_t>(twin.lanes));
  std::vector<std::uint32_t> in;
  for (const Counter& counter : counters) in.insert(in.end(), counter.begin(), counter.end());
  std::vector<std::uint32_t> out(in.size());
  const std::uint32_t raw_key[2] = {key[0], key[1]};
  twin.philox(reinterpret_cast<const std::uint32_t(*)[4]>(in.data()), raw_key,
              reinterpret_cast<std::uint32_t(*)[4]>(out.data()));
  std::vector<Counter> words;
  for (std::size_t i = 0; i < out.size(); i += 4) {
    words.push_back({out[i], out[i + 1], out[i + 2], out[i + 3]});
  }
  return words;
}

TEST(Philox, GivesThePublishedKnownAnswers) {
  const std::vector<KnownAnswer> answers = read_known_answers();
  ASSERT_EQ(answers.size(), 3U) << "datasets/kat/philox4x32.txt under CEO_SOURCE";
  for (const Pack pack : ceo::launch::available_packs()) {
    SCOPED_TRACE(ceo::launch::to_string(pack));
    EXPECT_TRUE(ceo::launch::known_answers_hold(pack));
    const auto lanes = static_cast<std::size_t>(ceo::launch::gaussian_ceo_twin(pack).lanes);
    for (const KnownAnswer& answer : answers) {
      const std::vector<Counter> counters(lanes, answer.counter);
      EXPECT_EQ(words_of(pack, counters, answer.key), std::vector<Counter>(lanes, answer.words));
    }
  }
}

TEST(Philox, EqualsRandom123OnRandomCountersAndKeys) {
  constexpr int kPairs = 100000;
  r123::Philox4x32 oracle;
  for (const Pack pack : ceo::launch::available_packs()) {
    SCOPED_TRACE(ceo::launch::to_string(pack));
    ceo::testing::SplitMix random(2024);
    const auto lanes = static_cast<std::size_t>(ceo::launch::gaussian_ceo_twin(pack).lanes);
    for (std::size_t done = 0; done < kPairs; done += lanes) {
      const Key key{random.word(), random.word()};
      std::vector<Counter> counters, expected;
      for (std::size_t i = 0; i < lanes; ++i) {
        counters.push_back({random.word(), random.word(), random.word(), random.word()});
        const Counter& c = counters.back();
        const auto words = oracle({{c[0], c[1], c[2], c[3]}}, {{key[0], key[1]}});
        expected.push_back({words[0], words[1], words[2], words[3]});
      }
      ASSERT_EQ(words_of(pack, counters, key), expected);
    }
  }
}

}  // namespace
