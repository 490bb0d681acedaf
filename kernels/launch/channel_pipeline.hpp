// The CPU pipeline of the scalar channel for one pack family: normals by the pack, then sample by
// sample. Included by the generated twins only.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/core/panel.hpp"
#include "kernels/launch/channel_count.hpp"
#include "kernels/launch/channel_twin.hpp"

namespace ceo::launch {

template <class Family>
class ChannelPipeline {
  static constexpr std::ptrdiff_t kRow =
      static_cast<std::ptrdiff_t>(kStripSamples) * Family::kLanes;
  using Params = models::ScalarChannel::Params;

 public:
  /// A worker owns a draw block, which two workers of a PanelWriter share.
  static std::size_t panel_floats(int workers) {
    return static_cast<std::size_t>(panel_rows(2 * workers)) * kRow;
  }

  // NOLINTNEXTLINE(readability-non-const-parameter): Counting writes through it
  static void count(const Params& p, std::uint64_t first, std::uint64_t count, float* panel,
                    ChannelTally& tally) {
    Counting work{p, first, count, panel, tally};
    models::with_law(p.law, work);
#if defined(__AVX__)
    // The compiler takes the scalar physics for code that leaves no upper halves behind. They would
    // make the mathematics library eight times slower in this thread.
    __builtin_ia32_vzeroupper();
#endif
  }

 private:
  struct PanelBlocks {
    const float* sample;
    CEO_HD void operator()(int k, float (&z)[4]) const {
      const float* rows = sample + (1 + 4 * static_cast<std::ptrdiff_t>(k)) * kRow;
      for (int j = 0; j < 4; ++j) z[j] = rows[j * kRow];
    }
  };

  struct TallySink {
    ChannelTally& tally;
    CEO_HD void symbol(int symbol) { ++tally.symbols[symbol]; }
    CEO_HD void pair(int bin, int column) { ++tally.joint[bin * tally.columns + column]; }
    CEO_HD void count(int /*variable*/, int bin) { ++tally.errors[bin]; }
    CEO_HD void bin(int sum, int bin, std::int32_t value) {
      tally.source_bins[sum * kSourceBins + bin] += value;
    }
    CEO_HD void broken(Broken kind) {
      ++(kind == Broken::non_finite ? tally.non_finite : tally.overflow);
    }
  };

  struct Counting {
    const Params& p;
    std::uint64_t first, count;
    float* panel;
    ChannelTally& tally;

    template <int kLaw>
    void run() {
      const PanelWriter<Family> writer(p.key, 2 * p.workers);
      TallySink sink{tally};
      for (std::uint64_t strip = first; strip < first + count; strip += Family::kLanes) {
        writer.fill(strip, panel);
        p.recorded.recall_panel<Family>(strip, p.workers, 4, panel);
        for (std::ptrdiff_t i = 0; i < kRow; ++i) {
          PanelBlocks blocks{panel + i};
          count_channel<kLaw>(p, panel[i], blocks, sink);
        }
      }
    }
  };
};

}  // namespace ceo::launch
