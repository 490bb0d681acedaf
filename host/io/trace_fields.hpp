// The groups of a trace file, dataset by dataset. One list serves the writer and the reader, so
// that they cannot disagree. Fields is anything with
//   number(name, value)             an attribute of the group
//   axis(label, values)             a dimension scale; twin_axis() repeats one under another name
//   layers()                        the dimension scale `layer`
//   array(label, values, axes)      a dataset that must be there
//   option(label, values, axes)     a dataset that may be left out
#pragma once

#include "host/io/hdf5_write.hpp"
#include "host/run/trace.hpp"

namespace ceo::io {

inline constexpr const char* kGradient = "gradient";
inline constexpr const char* kGradientSquared = "gradient^2";

template <class Fields, class Group>
void trace_iterations(Fields& fields, Group& group) {
  fields.axis({"iteration", "step", "optimiser steps taken before"}, group.iteration);
}

template <class Fields, class Group>
void trace_workers(Fields& fields, Group& group) {
  fields.axis({"worker", "1", "number of the worker, from 0"}, group.worker);
}

template <class Fields, class Group>
void trace_coordinates(Fields& fields, Group& group) {
  fields.axis({"coordinate", "1", "place of the parameter among all parameters, from 0"},
              group.coordinates.index);
  fields.array({"coordinate_layer", "1", "layer of the parameter, from 0"}, group.coordinates.layer,
               {"coordinate"});
}

template <class Fields, class Group>
void trace_examples(Fields& fields, Group& group) {
  fields.number("examples", group.examples);
}

/// Group `training`.
template <class Fields, class Group>
void training_fields(Fields& fields, Group& group) {
  trace_examples(fields, group);
  trace_iterations(fields, group);
  fields.layers();
  trace_workers(fields, group);
  fields.twin_axis({"other_worker", "1", "the worker again, for pairs"}, group.worker);
  trace_coordinates(fields, group);
  fields.option({"loss", "nat", "mean loss over the population"}, group.loss, {"iteration"});
  fields.option({"accuracy", "1", "share of right answers on the test part"}, group.accuracy,
                {"iteration"});
  fields.option({"mean_x", kGradient, "mean of X over the parameters of the layer"}, group.mean_x,
                {"iteration", "layer"});
  fields.array({"var_x", kGradientSquared, "variance of X over the parameters of the layer"},
               group.var_x, {"iteration", "layer"});
  fields.option({"mean_n", kGradient, "mean of N_k over the parameters of the layer"}, group.mean_n,
                {"iteration", "layer", "worker"});
  fields.array({"var_n", kGradientSquared, "variance of N_k over the parameters of the layer"},
               group.var_n, {"iteration", "layer", "worker"});
  fields.option({"gram", kGradientSquared, "mean of N_j N_k over the parameters of the layer"},
                group.gram, {"iteration", "layer", "worker", "other_worker"});
  fields.option({"cross", kGradientSquared, "mean of X N_k over the parameters of the layer"},
                group.cross, {"iteration", "layer", "worker"});
  fields.array({"x", kGradient, "X at the chosen coordinates"}, group.x,
               {"iteration", "coordinate"});
  fields.array({"y", kGradient, "Y_k at the chosen coordinates"}, group.y,
               {"iteration", "worker", "coordinate"});
}

/// Group `dense`.
template <class Fields, class Group>
void dense_fields(Fields& fields, Group& group) {
  trace_examples(fields, group);
  trace_iterations(fields, group);
  trace_workers(fields, group);
  fields.axis({"parameter", "1", "place of the parameter, from 0"}, group.parameter);
  fields.array({"x", kGradient, "X"}, group.x, {"iteration", "parameter"});
  fields.array({"y", kGradient, "Y_k"}, group.y, {"iteration", "worker", "parameter"});
}

/// Group `redraws`.
template <class Fields, class Group>
void redraw_fields(Fields& fields, Group& group) {
  trace_examples(fields, group);
  trace_iterations(fields, group);
  fields.axis({"draw", "1", "number of the draw, from 0"}, group.draw);
  trace_workers(fields, group);
  trace_coordinates(fields, group);
  fields.array({"x", kGradient, "X of the fixed model"}, group.x, {"iteration", "coordinate"});
  fields.array({"y", kGradient, "Y_k of a batch drawn anew at the fixed model"}, group.y,
               {"iteration", "draw", "worker", "coordinate"});
}

/// Group `initialisations`.
template <class Fields, class Group>
void initialisation_fields(Fields& fields, Group& group) {
  trace_examples(fields, group);
  fields.axis({"initialisation", "1", "number of the initialisation, from 0"},
              group.initialisation);
  trace_iterations(fields, group);
  trace_workers(fields, group);
  trace_coordinates(fields, group);
  fields.array({"x", kGradient, "X"}, group.x, {"initialisation", "iteration", "coordinate"});
  fields.array({"y", kGradient, "Y_k"}, group.y,
               {"initialisation", "iteration", "worker", "coordinate"});
}

/// Group `noise`.
template <class Fields, class Group>
void noise_fields(Fields& fields, Group& group) {
  trace_examples(fields, group);
  fields.axis({"delta", "1", "variance of the added noise over that of the mean of the N_k"},
              group.delta);
  fields.axis({"seed", "1", "number of the repetition, from 0"}, group.seed);
  trace_iterations(fields, group);
  fields.layers();
  fields.array({"loss", "nat", "mean loss on the test part"}, group.loss,
               {"delta", "seed", "iteration"});
  fields.array({"accuracy", "1", "share of right answers on the test part"}, group.accuracy,
               {"delta", "seed", "iteration"});
  fields.option({"var_x", kGradientSquared, "unbiased estimate of the mean of X^2"}, group.var_x,
                {"delta", "seed", "iteration", "layer"});
  fields.option({"var_n", kGradientSquared, "variance of N_k, from the spread of the workers"},
                group.var_n, {"delta", "seed", "iteration", "layer"});
}

}  // namespace ceo::io
