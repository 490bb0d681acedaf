// Device kernel of the scalar channel: one thread works on a strip after another. Host-device code
// over a sink, so that tests run it on the CPU.
#pragma once

#include <cstdint>

#include "kernels/core/draws.hpp"
#include "kernels/launch/channel_count.hpp"
#include "kernels/launch/device_draws.hpp"

namespace ceo::launch {

/// Strips first .. first + count - 1.
struct ChannelJob {
  std::uint64_t first = 0;
  std::uint64_t count = 0;
};

struct ChannelKernel {
  using Params = models::ScalarChannel::Params;

  /// Thread `index` of `threads` counts its strips of the job.
  template <class Sink>
  CEO_HD static void run(const Params& p, const ChannelJob& job, std::uint64_t index,
                         std::uint64_t threads, Sink& sink) {
    Counting<Sink> work{p, job, index, threads, sink};
    models::with_law(p.law, work);
  }

 private:
  struct Blocks {
    const Params& p;
    std::uint64_t sample;
    CEO_HD void operator()(int k, float (&z)[4]) const {
      draw_block(p, sample, kFirstWorkerBlock + static_cast<std::uint32_t>(k), z);
      if (p.recorded.present()) z[0] = p.recorded.noise(k, sample);
    }
  };

  template <class Sink>
  struct Counting {
    const Params& p;
    const ChannelJob& job;
    std::uint64_t index, threads;
    Sink& sink;

    template <int kLaw>
    CEO_HD void run() {
      for (std::uint64_t i = index; i < job.count; i += threads) strip<kLaw>(job.first + i);
    }

   private:
    template <int kLaw>
    CEO_HD void strip(std::uint64_t strip) {
      const std::uint64_t n = strip * kStripSamples;
      for (std::uint64_t q = n / 4; q < n / 4 + kStripSamples / 4; ++q) {
        float x[4];
        draw_block(p, q, kSourceBlock, x);
        p.recorded.recall_source(4 * q, x);
        CEO_DEVICE_UNROLL for (std::uint64_t j = 0; j < 4; ++j) {
          Blocks blocks{p, 4 * q + j};
          count_channel<kLaw>(p, x[j], blocks, sink);
        }
      }
    }
  };
};

}  // namespace ceo::launch
