"""The trace file: the example exporter, `ceo-verify info`, and the validator on damaged files."""

import importlib.util
import os
import pathlib
import shutil

import h5py
import numpy
import pytest

from program import SOURCE, parsed, result, run

SHIPPED = pathlib.Path(SOURCE) / "datasets" / "traces" / "mlp-mnist.h5"


def exporter():
    path = os.path.join(SOURCE, "datasets", "examples", "export_trace.py")
    spec = importlib.util.spec_from_file_location("export_trace", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def write(path, **changes):
    """A small sound trace: 4 steps, 3 workers, 5 coordinates, 2 layers."""
    random = numpy.random.Generator(numpy.random.PCG64(5))
    x = random.normal(size=(4, 5))
    arguments = dict(
        model="linear 4-2",
        layers={"weights": 8, "biases": 2},
        steps=[0, 10, 20, 30],
        x=x,
        y=x[:, None, :] + random.normal(size=(4, 3, 5)),
        coordinate=[0, 3, 7, 8, 9],
        coordinate_layer=[0, 0, 0, 1, 1],
        var_x=numpy.ones((4, 2)),
        var_n=numpy.full((4, 2, 3), 2.0),
        about={"dataset": "made", "dataset_sha256": "0" * 64, "library": "numpy", "seed": "5"},
        batch=16,
        examples=100,
    )
    arguments.update(changes)
    exporter().export(path, **arguments)
    return path


def test_the_exporter_is_short():
    lines = open(os.path.join(SOURCE, "datasets", "examples", "export_trace.py")).read().splitlines()
    code = [line for line in lines if line.strip()]
    assert len(code) <= 34  # thirty lines besides the docstrings


def test_info_describes_an_exported_trace(tmp_path):
    write(tmp_path / "made.h5")
    text = result("info", "made.h5", cwd=tmp_path)
    assert len(text.splitlines()) < 30
    for word in ("linear 4-2", "10 parameters in 2 layers", "3, local batches of 16", "4 iterations x 3 workers"):
        assert word in text
    facts = parsed("info", "made.h5", cwd=tmp_path)
    assert facts["filetype"] == "ceo-verify trace"
    assert facts["layers"][0] == {"name": "weights", "parameters": 8, "var_x": [1.0, 1.0], "var_n": [2.0, 2.0]}
    assert facts["kinds"]["training"] == {"examples": 100, "iterations": 4, "workers": 3, "coordinates": 5}
    assert facts["provenance"]["seed"] == "5"


def remove(name):
    def damage(file):
        del file[name]

    return damage


def replace(name, values):
    def damage(file):
        attributes = dict(file[name].attrs)
        del file[name]
        data = file.create_dataset(name, data=values)
        for key in ("units", "long_name"):
            data.attrs[key] = attributes[key]

    return damage


def poke(name, index, value):
    def damage(file):
        file[name][index] = value

    return damage


def forget(name, attribute):
    def damage(file):
        del file[name].attrs[attribute]

    return damage


def set_attribute(name, attribute, value):
    def damage(file):
        file[name].attrs[attribute] = value

    return damage


def detach(name, axis, scale):
    def damage(file):
        file[name].dims[axis].detach_scale(file[scale])

    return damage


DAMAGES = {
    "no data": (remove("training"), "none of the groups"),
    "no x": (remove("training/x"), "/training/x: the dataset is missing"),
    "no y": (remove("training/y"), "/training/y: the dataset is missing"),
    "no model": (remove("model"), "/model: the group is missing"),
    "no axis": (remove("training/worker"), "/training/worker: the dataset is missing"),
    "shape": (replace("training/x", numpy.zeros((4, 6), "f4")), "/training/x: the shape is [4, 6], not [4, 5]"),
    "rank": (replace("training/y", numpy.zeros((4, 3), "f4")), "/training/y: the shape is [4, 3], not [4, 3, 5]"),
    "type": (replace("training/x", numpy.zeros((4, 5), "i4")), "/training/x: the dataset does not hold real numbers"),
    "units": (forget("training/x", "units"), "/training/x: the attribute units is missing"),
    "long_name": (forget("training/var_x", "long_name"), "/training/var_x: the attribute long_name is missing"),
    "scale": (detach("training/y", 1, "training/worker"), "/training/y: axis 1 has no dimension scale"),
    "nan": (poke("training/x", (2, 1), numpy.nan), "/training/x: entry 11 is nan"),
    "infinite": (poke("training/y", (0, 0, 0), numpy.inf), "/training/y: entry 0 is inf"),
    "negative variance": (poke("training/var_n", (1, 0, 0), -1), "/training/var_n: entry 6 is -1"),
    "iterations": (poke("training/iteration", 1, 0), "/training/iteration: the entries do not rise"),
    "worker": (poke("training/worker", 2, 9), "worker 9 is not below the 3 workers"),
    "coordinate": (poke("training/coordinate", 4, 99), "parameter 99 is not in layer 1"),
    "layer": (poke("training/coordinate_layer", 0, 7), "parameter 0 is not in layer 7"),
    "layers": (poke("training/layer", 0, "other"), "these are not the layers of /model"),
    "provenance": (forget("provenance", "dataset_sha256"), "/provenance/@dataset_sha256: the attribute is missing"),
    "examples": (forget("training", "examples"), "/training/@examples: the attribute is missing"),
    "batch": (set_attribute("model", "batch", "many"), "/model/@batch: the attribute does not hold integers"),
    "unfinished": (set_attribute("/", "complete", 0), "the trace is incomplete"),
    "future": (set_attribute("/", "schema_version", "2.0"), "schema 2.0 is newer"),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_the_validator_names_what_is_wrong(tmp_path, name):
    damage, message = DAMAGES[name]
    write(tmp_path / "made.h5")
    with h5py.File(tmp_path / "made.h5", "a") as file:
        damage(file)
    done = run("info", "made.h5", cwd=tmp_path)
    assert done.returncode == 4, done.stdout
    assert message in done.stderr and "made.h5" in done.stderr
    assert done.stdout == ""


def test_all_problems_at_once(tmp_path):
    write(tmp_path / "made.h5")
    with h5py.File(tmp_path / "made.h5", "a") as file:
        del file["training/var_x"]
        del file["training/y"]
        del file["provenance"]
    done = run("info", "made.h5", cwd=tmp_path)
    assert done.returncode == 4
    for word in ("/training/var_x", "/training/y", "/provenance"):
        assert word in done.stderr


def test_optional_parts_are_checked_too(tmp_path):
    write(tmp_path / "made.h5")
    with h5py.File(tmp_path / "made.h5", "a") as file:
        group = file["training"]
        for name, values, axes in (
            ("accuracy", numpy.float32([0.1, 0.2, 1.5, 0.4]), ["iteration"]),
            ("loss", numpy.float32([1, 1, 1, -1]), ["iteration"]),
        ):
            data = group.create_dataset(name, data=values)
            data.attrs["units"] = data.attrs["long_name"] = "1"
            for axis, scale in enumerate(axes):
                data.dims[axis].attach_scale(group[scale])
    done = run("info", "made.h5", cwd=tmp_path)
    assert done.returncode == 4
    assert "/training/accuracy: entry 2 is 1.5" in done.stderr
    assert "/training/loss: entry 3 is -1" in done.stderr


def test_cut_files_are_refused(tmp_path):
    whole = write(tmp_path / "made.h5").read_bytes()
    for length in (0, 100, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.h5").write_bytes(whole[:length])
        assert run("info", "cut.h5", cwd=tmp_path).returncode == 4


def need_shipped():
    if not SHIPPED.is_file():
        pytest.skip(f"{SHIPPED.name} does not stand in datasets/traces")


def test_the_shipped_trace(tmp_path):
    need_shipped()
    text = result("info", SHIPPED, cwd=tmp_path)
    assert len(text.splitlines()) < 30
    facts = parsed("info", SHIPPED, cwd=tmp_path)
    assert facts["workers"] == 10 and facts["batch"] == 128
    assert list(facts["kinds"]) == ["training", "dense", "redraws", "initialisations", "noise"]
    assert facts["loss"][1] < facts["loss"][0]
    assert facts["accuracy"][1] > 0.8
    assert SHIPPED.stat().st_size < 8 << 20


def test_one_changed_byte_of_the_shipped_trace_is_noticed(tmp_path):
    need_shipped()
    copy = tmp_path / "copy.h5"
    shutil.copyfile(SHIPPED, copy)
    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    done = run("info", copy, cwd=tmp_path)
    assert done.returncode == 4 and "seal" in done.stderr


# Means over K x 1000 redraws of a fixed model against its global gradient: each of the coordinates
# within 6.1 standard errors (false alarm 1e-9 each) plus the rounding of float32 sums.
def test_redraws_of_the_shipped_trace_scatter_about_x():
    need_shipped()
    with h5py.File(SHIPPED, "r") as file:
        x, y = file["redraws/x"][...], file["redraws/y"][...]
    draws = y.reshape(y.shape[0], -1, y.shape[3]).astype("f8")
    error = draws.std(axis=1) / draws.shape[1] ** 0.5
    assert numpy.all(numpy.abs(draws.mean(axis=1) - x) <= 6.1 * error + 1e-6)


def test_gram_matrices_of_the_shipped_trace_fit_its_variances():
    need_shipped()
    with h5py.File(SHIPPED, "r") as file:
        group = file["training"]
        diagonal = numpy.einsum("tlkk->tlk", group["gram"][...].astype("f8"))
        expected = group["var_n"][...].astype("f8") + group["mean_n"][...].astype("f8") ** 2
        # Three numbers rounded to float32.
        numpy.testing.assert_allclose(diagonal, expected, rtol=4 * 2.0**-24)
        for name, data in group.items():
            assert data.attrs["units"] and data.attrs["long_name"], name
