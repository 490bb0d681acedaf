#include "host/run/execute.hpp"

#include <chrono>
#include <stdexcept>

#include "host/base/error.hpp"
#include "host/run/shape.hpp"
#include "kernels/launch/cuda_launcher.hpp"
#include "kernels/launch/foreign_launcher.hpp"

namespace ceo::run {
namespace {

constexpr std::uint64_t kStripSamples = 32;

launch::Totals sample_foreign(const models::GaussianCeo::Params& params, const Cell& cell,
                              const launch::StripRange& strips, const ExecuteOptions& options,
                              launch::Progress* progress) {
  ensure(options.cuda_devices.empty(), "a foreign generator was sent to a device");
  try {
    return launch::run_foreign(params, cell.matrices, strips, cell.rng, options.cpu, progress);
  } catch (const std::runtime_error& failure) {
    throw Error(ExitCode::device, failure.what(), "cell " + cell.id,
                "Install cuRAND of the CUDA Toolkit, or use the generator philox.");
  }
}

launch::Totals sample(const models::GaussianCeo::Params& params, const Cell& cell,
                      const ExecuteOptions& options, launch::Progress* progress) {
  const launch::StripRange strips{0, cell.samples / kStripSamples};
  if (cell.rng != launch::Generator::philox) {
    return sample_foreign(params, cell, strips, options, progress);
  }
  if (options.cuda_devices.empty()) {
    return launch::run_cpu(params, cell.matrices, strips, options.cpu, progress);
  }
  return launch::run_cuda(params, cell.matrices, strips, {options.cuda_devices}, progress);
}

/// Counts and shape of the cell; a failing device is named.
void sample_into(CellRecord& record, const Cell& cell, const GaussianCeoBinding& binding,
                 const ExecuteOptions& options, launch::Progress* progress) {
  try {
    record.totals = sample(binding.params(cell.key), cell, options, progress);
    if (cell.shape_every > 0) record.shape = sample_shape(cell, binding, options, progress);
  } catch (const std::runtime_error& failure) {
    if (options.cuda_devices.empty()) throw;
    throw Error(ExitCode::device, failure.what(), "cell " + cell.id,
                "Run it on the CPU (--backend cpu): the results are the same, to the bit.");
  }
}

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
  record.rng = launch::to_string(cell.rng);
  record.key = cell.key;
  record.samples = cell.samples;
  record.matrices = cell.matrices;
  record.outputs.assign(std::begin(models::GaussianCeo::kOutputNames),
                        std::end(models::GaussianCeo::kOutputNames));
  record.scale_exponent = binding.scale_exponent;
  record.row_exponent = binding.row_exponent;

  const auto start = std::chrono::steady_clock::now();
  sample_into(record, cell, binding, options, strips);
  record.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return record;
}

}  // namespace ceo::run
