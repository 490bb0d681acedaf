// The sink of physical rows for cells that keep no matrix of them.
#pragma once

#include "kernels/core/portable.hpp"

namespace ceo::launch {

struct EmitNothing {
  template <class Real>
  CEO_HD void operator()(int /*row*/, Real /*value*/) const {}
};

}  // namespace ceo::launch
