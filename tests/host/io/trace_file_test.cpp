// A trace goes into a file and comes back; what cannot be is refused by name.
#include "host/io/trace_file.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "host/base/error.hpp"
#include "tests/support/sample_trace.hpp"
#include "tests/support/temporary_folder.hpp"

namespace ceo::io {
namespace {

using test::counted;
using test::full_trace;

void expect_same(const run::TraceCoordinates& a, const run::TraceCoordinates& b) {
  EXPECT_EQ(a.index, b.index);
  EXPECT_EQ(a.layer, b.layer);
}

void expect_same_training(const run::Trace& a, const run::Trace& b) {
  EXPECT_EQ(a.training->examples, b.training->examples);
  EXPECT_EQ(a.training->iteration, b.training->iteration);
  EXPECT_EQ(a.training->worker, b.training->worker);
  expect_same(a.training->coordinates, b.training->coordinates);
  EXPECT_EQ(a.training->loss, b.training->loss);
  EXPECT_EQ(a.training->accuracy, b.training->accuracy);
  EXPECT_EQ(a.training->mean_x, b.training->mean_x);
  EXPECT_EQ(a.training->var_x, b.training->var_x);
  EXPECT_EQ(a.training->mean_n, b.training->mean_n);
}

void expect_same_training_arrays(const run::Trace& a, const run::Trace& b) {
  EXPECT_EQ(a.training->var_n, b.training->var_n);
  EXPECT_EQ(a.training->gram, b.training->gram);
  EXPECT_EQ(a.training->cross, b.training->cross);
  EXPECT_EQ(a.training->x, b.training->x);
  EXPECT_EQ(a.training->y, b.training->y);
}

void expect_same_groups(const run::Trace& a, const run::Trace& b) {
  EXPECT_EQ(a.dense->worker, b.dense->worker);
  EXPECT_EQ(a.dense->parameter, b.dense->parameter);
  EXPECT_EQ(a.dense->x, b.dense->x);
  EXPECT_EQ(a.dense->y, b.dense->y);
  EXPECT_EQ(a.redraws->draw, b.redraws->draw);
  expect_same(a.redraws->coordinates, b.redraws->coordinates);
  EXPECT_EQ(a.redraws->x, b.redraws->x);
  EXPECT_EQ(a.redraws->y, b.redraws->y);
  EXPECT_EQ(a.initialisations->examples, b.initialisations->examples);
  EXPECT_EQ(a.initialisations->initialisation, b.initialisations->initialisation);
  EXPECT_EQ(a.initialisations->x, b.initialisations->x);
  EXPECT_EQ(a.initialisations->y, b.initialisations->y);
}

void expect_same_noise(const run::Trace& a, const run::Trace& b) {
  EXPECT_EQ(a.noise->delta, b.noise->delta);
  EXPECT_EQ(a.noise->seed, b.noise->seed);
  EXPECT_EQ(a.noise->loss, b.noise->loss);
  EXPECT_EQ(a.noise->accuracy, b.noise->accuracy);
  EXPECT_EQ(a.noise->var_x, b.noise->var_x);
  EXPECT_EQ(a.noise->var_n, b.noise->var_n);
}

void expect_same(const run::Trace& a, const run::Trace& b) {
  EXPECT_EQ(a.title, b.title);
  EXPECT_EQ(a.model, b.model);
  EXPECT_EQ(a.sampling, b.sampling);
  EXPECT_EQ(a.batch, b.batch);
  EXPECT_EQ(a.workers, b.workers);
  EXPECT_EQ(a.layers, b.layers);
  EXPECT_EQ(a.parameters, b.parameters);
  EXPECT_EQ(a.provenance, b.provenance);
  expect_same_training(a, b);
  expect_same_training_arrays(a, b);
  expect_same_groups(a, b);
  expect_same_noise(a, b);
}

TEST(TraceFile, ComesBackAsItWent) {
  const test::TemporaryFolder folder;
  const run::Trace trace = full_trace();
  write_trace(trace, folder / "a.h5", false);
  const run::Trace back = read_trace(folder / "a.h5");
  expect_same(trace, back);
  write_trace(back, folder / "b.h5", false);
  EXPECT_EQ(test::file_text(folder / "a.h5"), test::file_text(folder / "b.h5"));
  EXPECT_TRUE(is_trace_file(folder / "a.h5"));
  EXPECT_THROW(write_trace(trace, folder / "a.h5", false), Error);
  EXPECT_EQ(folder.entries(), 2);
}

TEST(TraceFile, GroupsAndOptionsMayBeAbsent) {
  const test::TemporaryFolder folder;
  run::Trace trace = full_trace();
  trace.dense.reset();
  trace.redraws.reset();
  trace.noise.reset();
  trace.initialisations.reset();
  trace.training->gram.clear();
  trace.training->loss.clear();
  write_trace(trace, folder / "a.h5", false);
  const run::Trace back = read_trace(folder / "a.h5");
  EXPECT_FALSE(back.dense || back.redraws || back.initialisations || back.noise);
  EXPECT_TRUE(back.training->gram.empty() && back.training->loss.empty());
  EXPECT_EQ(back.training->cross, trace.training->cross);
}

TEST(TraceFile, CheckpointsComeBackAndAreNoTraces) {
  const test::TemporaryFolder folder;
  const TraceCheckpoint checkpoint{"a = 1\n", 3, 5, 7, 9, {1, 2}, {3, 4}, {5, 6, 7, 8}};
  const run::Trace trace = full_trace();
  write_trace(trace, folder / "a.h5", false, &checkpoint);
  const UnfinishedTrace back = read_unfinished_trace(folder / "a.h5");
  expect_same(trace, back.trace);
  EXPECT_EQ(back.checkpoint.config, checkpoint.config);
  EXPECT_EQ(back.checkpoint.training, 3U);
  EXPECT_EQ(back.checkpoint.redraws, 5U);
  EXPECT_EQ(back.checkpoint.initialisations, 7U);
  EXPECT_EQ(back.checkpoint.curves, 9U);
  EXPECT_EQ(back.checkpoint.parameters, checkpoint.parameters);
  EXPECT_EQ(back.checkpoint.velocity, checkpoint.velocity);
  EXPECT_EQ(back.checkpoint.frozen, checkpoint.frozen);
  EXPECT_THROW(static_cast<void>(read_trace(folder / "a.h5")), Error);
  write_trace(full_trace(), folder / "b.h5", false);
  EXPECT_THROW(static_cast<void>(read_unfinished_trace(folder / "b.h5")), Error);
}

struct Fault {
  const char* message;
  std::function<void(run::Trace&)> plant;
};

TEST(TraceFile, ValuesThatCannotBeAreNamed) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<Fault> faults = {
      {"/training/gram: matrix 1 is not symmetric", [](auto& t) { t.training->gram[10] = 7; }},
      {"/training/gram: entry 0 is nan", [=](auto& t) { t.training->gram[0] = kNan; }},
      {"/training/cross: entry 2", [=](auto& t) { t.training->cross[2] = kNan; }},
      {"/dense/x: entry 5", [=](auto& t) { t.dense->x[5] = kNan; }},
      {"/dense/parameter: parameter 6, but the layers have 6",
       [](auto& t) {
         t.dense->parameter = counted(7);
         t.dense->x.resize(7);
         t.dense->y.resize(14);
       }},
      {"/dense/parameter: the entries do not rise",
       [](auto& t) { std::swap(t.dense->parameter[0], t.dense->parameter[1]); }},
      {"/dense/parameter: layer 1 has no parameter here",
       [](auto& t) {
         t.dense->parameter.resize(4);
         t.dense->x.resize(4);
         t.dense->y.resize(8);
       }},
      {"/redraws/y: entry 89", [=](auto& t) { t.redraws->y[89] = kNan; }},
      {"/redraws/draw: the entries do not rise", [](auto& t) { t.redraws->draw[1] = 0; }},
      {"/initialisations/y: entry 0", [=](auto& t) { t.initialisations->y[0] = kNan; }},
      {"/initialisations/worker: worker 3", [](auto& t) { t.initialisations->worker[0] = 3; }},
      {"/noise/delta: entry 1 is 33", [](auto& t) { t.noise->delta[1] = 33; }},
      {"/noise/accuracy: entry 0", [](auto& t) { t.noise->accuracy[0] = 2; }},
      {"/noise/var_n: entry 3", [](auto& t) { t.noise->var_n[3] = -1; }},
      {"/noise/@examples", [](auto& t) { t.noise->examples = 0; }},
      {"/model/@workers", [](auto& t) { t.workers = 0; }},
      {"/provenance/@seed", [](auto& t) { t.provenance.erase("seed"); }},
  };
  const test::TemporaryFolder folder;
  for (const Fault& fault : faults) {
    run::Trace trace = full_trace();
    fault.plant(trace);
    write_trace(trace, folder / "a.h5", true);
    try {
      static_cast<void>(read_trace(folder / "a.h5"));
      ADD_FAILURE() << fault.message;
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ExitCode::file);
      EXPECT_NE(std::string(error.what()).find(fault.message), std::string::npos) << error.what();
    }
  }
}

TEST(TraceFile, OtherFilesAreNone) {
  const test::TemporaryFolder folder;
  test::put_file_text(folder / "a.h5", "text");
  EXPECT_FALSE(is_trace_file(folder / "a.h5"));
  EXPECT_FALSE(is_trace_file(folder / "absent.h5"));
  EXPECT_THROW(static_cast<void>(read_trace(folder / "absent.h5")), Error);
}

}  // namespace
}  // namespace ceo::io
