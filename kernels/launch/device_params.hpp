// Parameters as device launches take them.
#pragma once

#include "kernels/launch/device_job.hpp"
#include "kernels/models/gaussian_ceo.hpp"

namespace ceo::launch {

/// True where the register kernel serves a cell: few workers, and normal noise that is drawn. The
/// faults that change the law of the noise take registers that the sound model needs, and so would
/// sources from memory.
template <class Params>
bool fits_registers(const Params& p) {
  return p.workers <= kSmallWorkers && p.noise_law == 0 && !p.recorded.present();
}

/// The view `p` by value, for kernels that know K when they are compiled. p.workers must be K.
template <class Model, int K>
typename Model::template FixedParams<K> fixed_params(const typename Model::Params& p) {
  typename Model::template FixedParams<K> fixed{};
  for (int i = 0; i < 2; ++i) {
    fixed.key[i] = p.key[i];
    fixed.mix_n[i] = p.mix_n[i];
    fixed.mix_v[i] = p.mix_v[i];
  }
  fixed.sd_x = p.sd_x;
  fixed.offset = p.offset;
  for (int i = 0; i < Model::kOutputs; ++i) fixed.scale[i] = p.scale[i];
  for (int k = 0; k < K; ++k) {
    fixed.sd_n[k] = p.sd_n[k];
    fixed.sd_v[k] = p.sd_v[k];
    fixed.weight[k] = p.weight[k];
  }
  for (int i = 0; i < 2 * K + 1; ++i) fixed.row_scale[i] = p.row_scale[i];
  return fixed;
}

}  // namespace ceo::launch
