// The compiled contestants of the benchmark in one process. Reads jobs, one JSON object a line, and
// answers each with one line; benchmarks/bench.py drives it. Each job times itself, so that neither
// start-up nor the pipe counts.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iostream>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks/fma_loop.hpp"
#include "benchmarks/plain_sampler.hpp"
#include "host/base/build_info.hpp"
#include "host/run/gaussian_ceo_spec.hpp"
#include "host/stats/moments.hpp"
#include "kernels/core/draws.hpp"
#include "kernels/launch/cpu_launcher.hpp"
#include "kernels/launch/twins.hpp"

namespace {

using ceo::launch::Pack;
using ceo::models::GaussianCeo;
using nlohmann::json;

constexpr std::size_t kMostEntries = 129 * 130 / 2;  // MOST_ROWS of bench_statistics.py

/// The second moments that are reported.
std::vector<double> first_entries(const std::vector<double>& triangle) {
  const auto count = static_cast<std::ptrdiff_t>(std::min(triangle.size(), kMostEntries));
  return {triangle.begin(), triangle.begin() + count};
}

constexpr std::uint64_t kMostLanes = 16;  // strips that every pack can take without a remainder

/// Wall clock and processor time of this process (all threads), in seconds.
class Stopwatch {
 public:
  void report(json& answer) const {
    answer["wall"] =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - wall_).count();
    answer["cpu"] = processor_seconds() - cpu_;
  }

 private:
  static double processor_seconds() {
    timespec now{};
    if (clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now) != 0) {
      throw std::runtime_error("no processor clock");
    }
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  }

  std::chrono::steady_clock::time_point wall_ = std::chrono::steady_clock::now();
  double cpu_ = processor_seconds();
};

ceo::run::GaussianCeoBinding binding_of(const json& job) {
  ceo::run::GaussianCeoSpec spec;
  spec.var_x = job.at("var_x");
  spec.var_n = job.at("var_n").get<std::vector<double>>();
  spec.var_v = job.at("var_v").get<std::vector<double>>();
  return ceo::run::bind(spec);
}

Pack pack_of(const json& job) {
  const std::string name = job.at("pack");
  const auto pack = ceo::launch::pack_of(name);
  if (!pack) throw std::invalid_argument("this machine has no pack " + name);
  return *pack;
}

std::uint64_t strips_of(const json& job) {
  const std::uint64_t unit = kMostLanes * ceo::kStripSamples;
  const std::uint64_t samples = job.at("samples");
  return std::max<std::uint64_t>(1, samples / unit) * kMostLanes;
}

json engine(const json& job) {
  const ceo::run::GaussianCeoBinding binding = binding_of(job);
  const GaussianCeo::Params params = binding.params({1, 2});
  const std::uint64_t strips = strips_of(job);
  const ceo::launch::CpuOptions options{job.at("threads"), pack_of(job)};
  json answer;
  const Stopwatch watch;
  const ceo::launch::Totals totals = ceo::launch::run_cpu(
      params, {.normals = true, .physical = false, .every = 1}, {0, strips}, options);
  watch.report(answer);
  const ceo::stats::Moments moments =
      ceo::stats::moments_of(totals, binding.scale_exponent, binding.row_exponent);
  answer["samples"] = moments.samples;
  answer["outputs"] = moments.mean;
  answer["normals"] = first_entries(moments.normals);
  return answer;
}

struct Free {
  void operator()(void* p) const { std::free(p); }
};

json bare_normals(const json& job) {
  const ceo::run::GaussianCeoBinding binding = binding_of(job);
  const GaussianCeo::Params params = binding.params({1, 2});
  const auto& twin = ceo::launch::gaussian_ceo_twin(pack_of(job));
  const std::uint64_t strips = strips_of(job);
  const std::size_t bytes = twin.panel_floats(params.workers) * sizeof(float);
  const std::unique_ptr<float, Free> panel(
      static_cast<float*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64)));
  if (!panel) throw std::bad_alloc();
  json answer;
  const Stopwatch watch;
  for (std::uint64_t strip = 0; strip < strips; strip += static_cast<std::uint64_t>(twin.lanes)) {
    twin.normals(params, strip, panel.get());
  }
  watch.report(answer);
  answer["samples"] = strips * ceo::kStripSamples;
  return answer;
}

ceo::bench::PlainSampler& plain_build(const std::string& name) {
  if (name == "release") return ceo::bench::release::plain_sample;
#if CEO_PLAIN_AVX2
  if (name == "avx2") return ceo::bench::avx2::plain_sample;
#endif
#if CEO_PLAIN_NATIVE
  if (name == "native") return ceo::bench::native::plain_sample;
#endif
  throw std::invalid_argument("no plain build " + name);
}

json plain(const json& job) {
  const ceo::run::GaussianCeoBinding binding = binding_of(job);
  const auto widened = [](const std::vector<float>& values) {
    return std::vector<double>(values.begin(), values.end());
  };
  const ceo::bench::PlainParameters parameters{binding.sd_x, widened(binding.sd_n),
                                               widened(binding.sd_v), widened(binding.weight)};
  const std::uint64_t samples = job.at("samples");
  json answer;
  const Stopwatch watch;
  ceo::bench::PlainSums sums = plain_build(job.at("build"))(parameters, samples, 1);
  watch.report(answer);
  const auto mean = [&](double& sum) { sum /= static_cast<double>(samples); };
  std::for_each(sums.outputs.begin(), sums.outputs.end(), mean);
  std::for_each(sums.normals.begin(), sums.normals.end(), mean);
  answer["samples"] = samples;
  answer["outputs"] = sums.outputs;
  answer["normals"] = first_entries(sums.normals);
  return answer;
}

/// `samples` counts steps here; the threads share them.
json multiply_adds(const json& job) {
  const std::uint64_t steps = job.at("samples");
  const int threads = job.at("threads");
  std::vector<float> results(static_cast<std::size_t>(threads));
  json answer;
  const Stopwatch watch;
  std::vector<std::thread> pool;
  const auto work = [&](std::size_t i) {
    results[i] = ceo::bench::fma_loop(steps / static_cast<std::uint64_t>(threads));
  };
  for (std::size_t i = 1; i < results.size(); ++i) pool.emplace_back(work, i);
  work(0);
  for (std::thread& thread : pool) thread.join();
  watch.report(answer);
  answer["samples"] = steps;
  answer["results"] = results;
  return answer;
}

json facts() {
  const ceo::BuildInfo& build = ceo::build_info();
  std::vector<std::string> packs;
  for (const Pack pack : ceo::launch::available_packs()) {
    packs.push_back(ceo::launch::to_string(pack));
  }
  return {{"version", build.version},
          {"commit", build.commit},
          {"modified", build.dirty},
          {"compiler", build.compiler},
          {"flags", build.flags},
          {"build_type", build.build_type},
          {"plain_builds", json::parse(CEO_PLAIN_BUILDS)},
          {"packs", packs}};
}

json run(const json& job) {
  const std::string name = job.at("job");
  if (name == "engine") return engine(job);
  if (name == "normals") return bare_normals(job);
  if (name == "plain") return plain(job);
  if (name == "fma") return multiply_adds(job);
  if (name == "facts") return facts();
  throw std::invalid_argument("no job " + name + "; use engine, normals, plain, fma or facts");
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): out of memory may end a benchmark
int main() {
  std::string line;
  while (std::getline(std::cin, line)) {
    json answer;
    try {
      answer = run(json::parse(line));
    } catch (const std::exception& error) {
      answer = {{"error", error.what()}};
    }
    std::cout << answer.dump() << std::endl;  // flushed: the driver waits for it
  }
  return 0;
}
