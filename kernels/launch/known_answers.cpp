#include "kernels/launch/known_answers.hpp"

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "kernels/launch/philox_answers.hpp"
#include "kernels/launch/twins.hpp"

namespace ceo::launch {

namespace {

bool holds(const Twin<models::GaussianCeo>& twin, const PhiloxAnswer& answer) {
  const auto lanes = static_cast<std::size_t>(twin.lanes);
  std::vector<std::uint32_t> counters;
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    counters.insert(counters.end(), std::begin(answer.counter), std::end(answer.counter));
  }
  std::vector<std::uint32_t> words(4 * lanes);
  const std::uint32_t key[2] = {answer.key[0], answer.key[1]};
  twin.philox(reinterpret_cast<const std::uint32_t(*)[4]>(counters.data()), key,
              reinterpret_cast<std::uint32_t(*)[4]>(words.data()));
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] != answer.words[i % 4]) return false;
  }
  return true;
}

}  // namespace

bool known_answers_hold(Pack pack) {
  const Twin<models::GaussianCeo>& twin = gaussian_ceo_twin(pack);
  for (int i = 0; i < kPhiloxAnswers; ++i) {
    if (!holds(twin, philox_answer(i))) return false;
  }
  return true;
}

}  // namespace ceo::launch
