#include "host/run/execute.hpp"

#include <chrono>

#include "host/base/error.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kStripSamples = 32;

}  // namespace

CellRecord execute_cell(const Cell& cell, const ExecuteOptions& options,
                        ExecuteProgress* progress) {
  ensure(cell.samples % kSampleQuantum == 0, "a cell of a plan has a broken number of batches");
  const GaussianCeoBinding binding = bind(cell.spec);
  launch::Progress* strips = progress == nullptr ? nullptr : &progress->strips;
  if (strips != nullptr) strips->strips = 0;

  CellRecord record;
  record.id = cell.id;
  record.point = cell.point;
  record.model = models::GaussianCeo::kName;
  record.parameters = cell.spec.canonical();
  record.fault = cell.spec.canonical_fault();
  record.key = cell.key;
  record.samples = cell.samples;
  record.matrices = cell.matrices;
  record.outputs.assign(std::begin(models::GaussianCeo::kOutputNames),
                        std::end(models::GaussianCeo::kOutputNames));
  record.scale_exponent = binding.scale_exponent;
  record.row_exponent = binding.row_exponent;

  const auto start = std::chrono::steady_clock::now();
  record.totals = launch::run_cpu(binding.params(cell.key), cell.matrices,
                                  {0, cell.samples / kStripSamples}, options.cpu, strips);
  record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return record;
}

}  // namespace ceo::run
