#include "host/run/execute.hpp"

#include <chrono>
#include <stdexcept>

#include "host/base/error.hpp"
#include "host/run/merge.hpp"
#include "host/run/shape.hpp"
#include "host/run/shard.hpp"
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
                      const launch::StripRange& strips, const ExecuteOptions& options,
                      launch::Progress* progress) {
  if (cell.rng != launch::Generator::philox) {
    return sample_foreign(params, cell, strips, options, progress);
  }
  if (options.cuda_devices.empty()) {
    return launch::run_cpu(params, cell.matrices, strips, options.cpu, progress);
  }
  return launch::run_cuda(params, cell.matrices, strips, {options.cuda_devices}, progress);
}

/// Counts and shape of strips of the cell; a failing device is named.
void sample_into(CellRecord& record, const Cell& cell, const GaussianCeoBinding& binding,
                 const launch::StripRange& strips, const ExecuteOptions& options,
                 launch::Progress* progress) {
  try {
    record.totals = sample(binding.params(cell.key), cell, strips, options, progress);
    if (cell.shape_every > 0) record.shape = sample_shape(cell, binding, strips, options, progress);
  } catch (const std::runtime_error& failure) {
    if (options.cuda_devices.empty()) throw;
    throw Error(ExitCode::device, failure.what(), "cell " + cell.id,
                "Run it on the CPU (--backend cpu): the results are the same, to the bit.");
  }
}

/// Everything of the record but samples.
CellRecord described(const Cell& cell, const GaussianCeoBinding& binding) {
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
  record.totals = launch::Totals(models::GaussianCeo::kOutputs,
                                 static_cast<int>(record.row_exponent.size()), cell.matrices);
  record.partial = Ranges{};
  return record;
}

}  // namespace

CellRecord empty_cell(const Cell& cell) {
  ensure(cell.samples % kSampleQuantum == 0, "a cell of a plan has a broken number of batches");
  return described(cell, bind(cell.spec));
}

bool sample_strips(CellRecord& record, const Cell& cell, const launch::StripRange& strips,
                   const ExecuteOptions& options, ExecuteProgress* progress) {
  ensure(strips.count % (kSampleQuantum / kStripSamples) == 0, "strips of a broken batch");
  ensure(cell.rng == launch::Generator::philox || covers({strips}, whole_of(cell)),
         "a foreign generator was asked to skip");
  GaussianCeoBinding binding = bind(cell.spec);
  if (!cell.spec.trace.empty()) {
    ensure(options.source_of != nullptr, "a cell has recorded sources and nobody loads them");
    binding.recorded = options.source_of(cell.spec.trace);
  }
  CellRecord part = described(cell, binding);
  launch::Progress* watched = progress == nullptr ? nullptr : &progress->strips;
  const auto start = std::chrono::steady_clock::now();
  sample_into(part, cell, binding, strips, options, watched);
  if (watched != nullptr && watched->stop) return false;
  part.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  part.partial = Ranges{strips};
  add_part(record, part);
  return true;
}

CellRecord execute_cell(const Cell& cell, const ExecuteOptions& options,
                        ExecuteProgress* progress) {
  if (progress != nullptr) progress->strips.strips = 0;
  CellRecord record = empty_cell(cell);
  static_cast<void>(sample_strips(record, cell, whole_of(cell), options, progress));
  return record;
}

}  // namespace ceo::run
