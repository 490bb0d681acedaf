"""Writes a trace file from arrays of any framework; copy it and fill in your own numbers."""

import h5py
import numpy as np


def export(path, model, layers, steps, x, y, coordinate, coordinate_layer, var_x, var_n, about, batch, examples):
    """x [step][coordinate], y [step][worker][coordinate], var_x [step][layer], var_n [step][layer][worker];
    layers {name: parameters}; about: dataset, dataset_sha256, library, seed (texts)."""
    with h5py.File(path, "w") as file:
        file.attrs.update(filetype="ceo-verify trace", schema_version="1.0", title=model, complete=1)
        file.create_group("provenance").attrs.update(about)
        head, group = file.create_group("model"), file.create_group("training")
        head.attrs.update(name=model, batch=batch, workers=y.shape[1], sampling="say how batches are drawn")
        group.attrs["examples"] = examples

        def put(parent, name, units, long_name, values, *axes):
            data = parent.create_dataset(name, data=values, **({"compression": "gzip"} if np.ndim(values) > 1 else {}))
            data.attrs.update(units=units, long_name=long_name)
            data.make_scale(name) if not axes else [data.dims[i].attach_scale(parent[a]) for i, a in enumerate(axes)]

        for parent in (head, group):
            put(parent, "layer", "1", "name of the layer", np.array(list(layers), dtype=h5py.string_dtype()))
        put(head, "parameters", "1", "parameters of the layer", np.array(list(layers.values())), "layer")
        put(group, "iteration", "step", "optimiser steps taken before", np.asarray(steps))
        put(group, "worker", "1", "number of the worker, from 0", np.arange(y.shape[1]))
        put(group, "coordinate", "1", "place among all parameters", np.asarray(coordinate))
        put(group, "coordinate_layer", "1", "layer, from 0", np.asarray(coordinate_layer), "coordinate")
        put(group, "x", "gradient", "global gradient", np.float32(x), "iteration", "coordinate")
        put(group, "y", "gradient", "local gradients", np.float32(y), "iteration", "worker", "coordinate")
        put(group, "var_x", "gradient^2", "variance of X", np.float32(var_x), "iteration", "layer")
        put(group, "var_n", "gradient^2", "variance of N_k", np.float32(var_n), "iteration", "layer", "worker")
