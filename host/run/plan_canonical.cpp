#include <fmt/format.h>

#include "host/base/sha256.hpp"
#include "host/base/text.hpp"
#include "host/run/plan.hpp"

namespace ceo::run {
namespace {

/// Four bytes of a digest as a little-endian word.
std::uint32_t word(const Digest& digest, std::size_t first) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = (value << 8) | digest[first + i];
  return value;
}

std::string line(const Cell& cell) {
  const bool foreign = cell.rng != launch::Generator::philox;
  const bool shape = cell.shape_every > 0;
  return fmt::format(
      "cell {} samples={} normals={} physical={} every={}{} key={:08x},{:08x}{}\n", cell.id,
      cell.samples, int{cell.matrices.normals}, int{cell.matrices.physical}, cell.matrices.every,
      shape ? fmt::format(" shape={} sorted={}", cell.shape_every, int{cell.sorted}) : "",
      cell.key[0], cell.key[1], foreign ? " rng=" + launch::to_string(cell.rng) : "");
}

/// Ids of the cells that a finding or control reads: one, or those of all layers.
template <class Planned>
std::string cells_of(const Plan& plan, const Planned& planned) {
  if (planned.layers.empty()) return plan.cells[planned.cell].id;
  std::vector<std::string> ids;
  for (const std::size_t cell : planned.layers) ids.push_back(plan.cells[cell].id);
  return join(ids, ",");
}

std::string line(const PlannedFinding& finding, const std::string& cells) {
  return fmt::format("finding {} {} {} cell={} level={} resolution={}\n", finding.claim,
                     finding.point, finding.quantity, cells, shortest(finding.level),
                     shortest(finding.resolution));
}

std::string line(const PlannedControl& control, const std::string& cells) {
  return fmt::format("control {} {} {} {} cell={} needed={} level={}\n", control.claim,
                     control.control, control.point, control.quantity, cells, control.needed,
                     shortest(control.level));
}

std::string line(const PlannedHostFinding& finding) {
  return fmt::format("host finding {} {} instances={} level={} resolution={}\n", finding.claim,
                     finding.quantity, finding.instances, shortest(finding.level),
                     shortest(finding.resolution));
}

std::string line(const PlannedHostControl& control) {
  return fmt::format("host control {} {} {} instances={} level={} required={}\n", control.claim,
                     control.control, control.quantity, control.instances, shortest(control.level),
                     to_string(control.required));
}

}  // namespace

// Predicted effects and resolutions are left out: their last bits depend on the host's math
// library, and the sample counts that follow from them are here.
std::string Plan::canonical() const {
  std::string text;
  for (const Cell& cell : cells) text += line(cell);
  for (const PlannedFinding& finding : findings) text += line(finding, cells_of(*this, finding));
  for (const PlannedControl& control : controls) text += line(control, cells_of(*this, control));
  for (const PlannedHostFinding& finding : host_findings) text += line(finding);
  for (const PlannedHostControl& control : host_controls) text += line(control);
  return text;
}

std::uint64_t Plan::total_samples() const {
  std::uint64_t total = 0;
  for (const Cell& cell : cells) total += cell.samples;
  return total;
}

// The hashed text is defined in docs/engine.md; its first line leaves room for another rule.
std::array<std::uint32_t, 2> stream_key(std::uint64_t seed, const std::string& canonical) {
  const Digest digest =
      sha256(fmt::format("ceo-verify stream 1\nseed = {}\n{}\n", seed, canonical));
  return {word(digest, 0), word(digest, 4)};
}

}  // namespace ceo::run
