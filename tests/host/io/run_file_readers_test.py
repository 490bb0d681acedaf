"""Other readers of a run file: h5py, xarray and h5dump, and both hashes written a second time.

The file holds the synthetic record of tests/support/sample_record.cpp.
"""

import hashlib
import os
import re
import struct
import subprocess
import time

import h5py
import numpy as np
import pytest

PROGRAM = os.environ["CEO_WRITE_SAMPLE_RUN"]


def write(path, *words, **environment):
    """Writes the sample run; returns the content hash that the program computed."""
    done = subprocess.run([PROGRAM, str(path), *words], env={**os.environ, **environment}, check=True,
                          capture_output=True, text=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def run_path(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "run.h5"
    write(path)
    return path


# --- The hashes, from docs/run-file.md -----------------------------------------------------------


def content_sha256(file):
    lines = [b"ceo-verify content 1\n"]

    def text(name, value):
        value = value if isinstance(value, bytes) else value.encode()
        lines.append(b"%s %d\n%s\n" % (name.encode(), len(value), value))

    def integers(name, *values):
        lines.append((" ".join([name] + [str(int(v)) for v in values]) + "\n").encode())

    text("config", file["config/canonical"][()])
    text("plan", file["plan/canonical"][()])
    streams = file["streams"]
    integers("cells", len(streams["cell"]))
    cells = flat_cells(file) if "totals" in file else [
        grouped_cell(file["moments/%04d" % i]) for i in range(len(streams["cell"]))]
    for i, cell in enumerate(streams["cell"]):
        moments = cells[i]
        text("id", cell)
        for name in ("model", "parameters", "fault"):
            text(name, streams[name][i])
        if streams["rng"][i] != b"philox":
            text("rng", streams["rng"][i])
        integers("key", *streams["key"][i])
        integers("first_strip", streams["first_strip"][i])
        integers("samples", streams["samples"][i])
        integers("matrices", moments["normals_kept"], moments["physical_kept"],
                 moments["matrix_every"])
        integers("outputs", len(moments["output"]))
        for output in moments["output"]:
            text("output", output)
        for name in ("scale_exponent", "row_exponent"):
            integers(name, *moments[name])
        for name in ("strips", "matrix_strips", "non_finite", "overflow"):
            integers(name, moments[name])
        for name in ("sums", "normals", "physical"):
            integers(name, *moments[name])
        if moments["shape"]:
            add_shape(lines, moments["shape"])
        if moments["ranges"] is not None:
            integers("ranges", len(moments["ranges"]))
            for first, strips in moments["ranges"]:
                integers("range", first, strips)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def grouped_cell(group):
    """A cell of a complete file, from its group."""

    def totals(name):
        parts = np.reshape(group[name], (-1, 2)) if name in group else []
        return [int(hi) * 2**62 + int(lo) for hi, lo in parts]

    cell = {name: group.attrs[name]
            for name in ("strips", "matrix_strips", "non_finite", "overflow", "matrix_every")}
    cell |= {name: group[name] for name in ("output", "scale_exponent", "row_exponent")}
    cell |= {name: totals(name) for name in ("sums", "normals", "physical")}
    cell |= {name + "_kept": name in group for name in ("normals", "physical")}
    cell["ranges"] = cell["shape"] = None
    if "ranges" in group:
        cell["ranges"] = list(zip(group["ranges/first_strip"], group["ranges/strips"]))
    if "shape" in group:
        shape = group["shape"]
        ordered = ("sorted/samples", "sorted/checksum")
        cell["shape"] = dict(shape.attrs) | {
            "histogram": shape["histogram"][()], "source_bins": shape["source_bins"][()],
            "sorted": list(zip(*(shape[name] for name in ordered))) if "sorted" in shape else []}
    return cell


def flat_cells(file):
    """The cells of a part, cut from the long arrays of its group `totals`."""
    group = {name: dataset[()] for name, dataset in file["totals"].items()}
    at = dict.fromkeys(group, 0)

    def take(name, count):
        at[name] += int(count)
        return group[name][at[name] - int(count):at[name]]

    def wide(name, count):
        first = at[name]
        values = [int(low) for low in take(name, count)]
        for place, carry in zip(group[name + "_wide"], group[name + "_carry"]):
            if first <= place < first + count:
                values[int(place) - first] += 2**64 * int(carry)
        return values

    group["sums"] = group["sums"].ravel()
    cells = []
    for i in range(len(group["cell"])):
        cell = {name: column[i] for name, column in group.items()
                if len(column) == len(group["cell"])}
        rows = int(cell["rows"])
        cell["output"] = take("output", cell["outputs"])
        cell["scale_exponent"] = take("scale_exponent", cell["outputs"])
        cell["row_exponent"] = take("row_exponent", rows)
        cell["sums"] = wide("sums", int(cell["outputs"]) * 256)
        for name in ("normals", "physical"):
            cell[name] = wide(name, rows * (rows + 1) // 2 if cell[name + "_kept"] else 0)
        ranges = [take(name, cell["ranges"]) for name in ("first_strip", "range_strips")]
        cell["ranges"] = list(zip(*ranges)) if cell["partial"] else None
        cell["shape"] = None
        if cell["shape_every"]:
            cell["shape"] = {name: cell["shape_" + name]
                             for name in ("every", "error_scale", "strips", "non_finite", "overflow")}
            cell["shape"]["histogram"] = take("histogram", (rows + 3) // 2)
            cell["shape"]["source_bins"] = take("source_bins", 1)
            cell["shape"]["sorted"] = list(zip(
                *(take(name, cell["sorted"]) for name in ("sorted_samples", "sorted_checksum"))))
        cells.append(cell)
    return cells


def add_shape(lines, shape):
    """Point 8 of a cell in docs/run-file.md."""

    def integers(name, *values):
        lines.append((" ".join([name, *(str(int(value)) for value in values)]) + "\n").encode())

    integers("shape_every", shape["every"])
    scale = struct.pack(">d", shape["error_scale"]).hex()
    lines.append(b"shape_error_scale %s\n" % scale.encode())
    for name in ("strips", "non_finite", "overflow"):
        integers("shape_" + name, shape[name])
    for name in ("histogram", "source_bins"):
        integers("shape_" + name, *np.ravel(shape[name]))
    integers("sorted", len(shape["sorted"]))
    for samples, checksum in shape["sorted"]:
        integers("sorted_values", samples, checksum)


def findings_sha256(file):
    lines = [b"ceo-verify findings 1\n"]

    def text(name, value):
        lines.append(b"%s %d\n%s\n" % (name.encode(), len(value), value))

    def count(name, value):
        lines.append(b"%s %d\n" % (name.encode(), int(value)))

    def real(name, value):
        lines.append(b"%s %s\n" % (name.encode(), struct.pack(">d", value).hex().encode()))

    def finding(group, measured, prefix, i):
        for name in ("claim", "point", "quantity"):
            text(name, group[prefix + name][i])
        real("value", measured[prefix + "value"][i])
        real("standard_error", measured[prefix + "standard_error"][i])
        count("samples", measured[prefix + "samples"][i])
        text("law", measured[prefix + "law"][i])
        for name in ("prediction", "systematic", "unit", "level", "resolution", "z", "p"):
            real(name, group[prefix + name][i])
        text("verdict", group[prefix + "verdict"][i])
        if group[prefix + "words"][i]:
            text("words", group[prefix + "words"][i])
        if group[prefix + "printed"][i]:
            count("printed", 1)

    def series(group):
        attribute = lambda name: group.attrs[name].encode()
        text("series_claim", attribute("claim"))
        text("series_id", attribute("id"))
        text("title", attribute("title"))
        for axis in ("x", "y"):
            text("axis", attribute(axis + "_name"))
            text("unit", attribute(axis + "_unit"))
            text("scale", attribute(axis + "_scale"))
        count("curves", len(group["curve"]))
        first = 0
        for i, name in enumerate(group["curve"]):
            text("curve", name)
            text("style", group["style"][i])
            last = first + int(group["points"][i])
            for column in ("x", "y", "low", "high"):
                given = column in ("x", "y") or group["interval"][i]
                values = group[column][first:last] if given else []
                words = [column] + [struct.pack(">d", value).hex() for value in values]
                lines.append((" ".join(words) + "\n").encode())
            first = last

    count("findings", len(file["findings/finding"]))
    for i in range(len(file["findings/finding"])):
        finding(file["findings"], file["estimates"], "", i)
    controls = file["controls"]
    count("controls", len(controls["control"]))
    for i, control in enumerate(controls["control"]):
        text("control_claim", controls["claim"][i])
        text("control", control)
        count("needed", controls["needed"][i])
        real("effect", controls["effect"][i])
        count("rejected", controls["rejected"][i])
        if controls["required"][i] == b"accepted":
            count("must_be_accepted", 1)
        finding(controls, controls, "finding_", i)
    if "series" in file:
        count("series", len(file["series"]))
        for name in sorted(file["series"]):
            series(file["series"][name])
    return hashlib.sha256(b"".join(lines)).hexdigest()


def test_content_hash_written_a_second_time(run_path, tmp_path):
    printed = write(tmp_path / "again.h5")
    with h5py.File(run_path) as file:
        assert file.attrs["content_sha256"] == content_sha256(file) == printed


def test_content_hash_of_a_part_written_a_second_time(tmp_path):
    printed = write(tmp_path / "part.h5", "partial")
    with h5py.File(tmp_path / "part.h5") as file:
        assert file.attrs["complete"] == 0
        assert file.attrs["content_sha256"] == content_sha256(file) == printed
        assert file.attrs["schema_version"] == "2.0"
        totals = file["totals"]
        assert list(totals["ranges"]) == [0, 2, 0] and list(totals["partial"]) == [1, 1, 0]
        assert list(totals["range_strips"]) == [64, 256]
        assert totals["sums"].shape == (18, 256) and len(totals["sums_wide"]) > 1000


def test_a_part_is_labelled_throughout(tmp_path):
    write(tmp_path / "part.h5", "partial")
    with h5py.File(tmp_path / "part.h5") as file:
        for dataset in file["totals"].values():
            assert dataset.attrs["units"] and dataset.attrs["long_name"]
            is_scale = dataset.attrs.get("CLASS") == b"DIMENSION_SCALE"
            assert is_scale or all(len(axis) == 1 for axis in dataset.dims), dataset.name


def test_findings_hash_written_a_second_time(run_path):
    with h5py.File(run_path) as file:
        assert file.attrs["findings_sha256"] == findings_sha256(file)


def test_hashes_notice_a_change(run_path, tmp_path):
    changed = tmp_path / "changed.h5"
    changed.write_bytes(run_path.read_bytes())
    with h5py.File(changed, "r+") as file:
        file["moments/0001/sums"][5, 255, 1] ^= 1
        file["estimates/value"][0] = 0.25
        assert file.attrs["content_sha256"] != content_sha256(file)
        assert file.attrs["findings_sha256"] != findings_sha256(file)


def test_seal(run_path):
    data = run_path.read_bytes()
    body, seal = data[:-89], data[-89:].decode()
    assert seal == "ceo-verify seal: sha256 " + hashlib.sha256(body).hexdigest() + "\n"


def test_equal_records_give_equal_bytes_whatever_memory_and_clock_hold(tmp_path):
    files = []
    for fill in ("1", "85", "254"):
        time.sleep(0.6)  # HDF5's time stamps count seconds
        path = tmp_path / (fill + ".h5")
        write(path, MALLOC_PERTURB_=fill)  # glibc fills fresh memory with this byte
        files.append(path.read_bytes())
    assert files[0] == files[1] == files[2]


# --- h5py ----------------------------------------------------------------------------------------


def test_h5py_reads_what_was_written(run_path):
    with h5py.File(run_path) as file:
        assert file.attrs["filetype"] == "ceo-verify run"
        assert file.attrs["schema_version"] == "1.2"
        assert file.attrs["title"] == "Größe ≤ ½, 模型, 🙂"
        assert file.attrs["complete"] == 1 and file.attrs["complete"].dtype == np.uint8
        config = file["config"]
        assert config.attrs["seed"] == 2**64 - 1 and config.attrs["seed"].dtype == np.uint64
        assert config.attrs["resolution"] == 1 / 3
        assert config["text"].asstr()[()] == '# Größe\r\nname = "sample"\n\tseed = 1\n'
        canonical = config["canonical"][()]
        assert config.attrs["sha256"] == hashlib.sha256(canonical).hexdigest()
        sums = file["moments/0000/sums"][()].reshape(-1, 2)
        values = [int(hi) * 2**62 + int(lo) for hi, lo in sums[:9]]
        assert values == [0, 1, -1, 2**62, -2**62, 2**62 - 1, -2**62 - 1, 2**125 - 1, -2**125]
        verdicts = list(file["findings/verdict"].asstr())
        assert verdicts == ["agree", "disagree", "unresolved", "error", "not run"]
        bits = file["estimates/value"][()].view(np.uint64)
        assert bits[3] == 0xFFF8000000000123
        assert file["provenance"].attrs["instruction set"] == "avx2"


def test_every_dataset_is_labelled_and_has_its_axes(run_path):
    datasets = []
    with h5py.File(run_path) as file:
        file.visititems(lambda name, item: datasets.append(name)
                        if isinstance(item, h5py.Dataset) else None)
        assert len(datasets) > 80
        for name in datasets:
            dataset = file[name]
            assert dataset.attrs["units"], name
            assert dataset.attrs["long_name"], name
            if dataset.attrs.get("CLASS") == b"DIMENSION_SCALE":
                continue
            for axis, extent in zip(dataset.dims, dataset.shape):
                assert len(axis) == 1, name
                assert len(axis[0]) == extent, name


# --- xarray --------------------------------------------------------------------------------------


def test_xarray_opens_each_group(run_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    with h5py.File(run_path) as file:
        nested = ("moments", "series")
        groups = ["/" + name for name in file if name not in nested]
        groups += ["/%s/%s" % (group, name) for group in nested for name in file[group]]
    assert len(groups) == 13
    for group in ["/"] + groups:
        with xarray.open_dataset(run_path, engine="h5netcdf", group=group) as data:
            data.load()
            assert not any(str(size).startswith("phony") for size in data.sizes), group


def test_xarray_selects_by_name(run_path):
    xarray = pytest.importorskip("xarray")
    pytest.importorskip("h5netcdf")
    with xarray.open_dataset(run_path, engine="h5netcdf", group="streams") as streams:
        assert streams.sizes == {"cell": 3, "key_word": 2}
        assert int(streams.samples.sel(cell="point-1")) == 16384
    with xarray.open_dataset(run_path, engine="h5netcdf", group="moments/0001") as moments:
        assert moments.sums.dims == ("output", "batch", "part")
        assert moments.physical.dims == ("entry", "part")
        assert int(moments.scale_exponent.sel(output="e^4")) == -10
        with h5py.File(run_path) as file:
            raw = file["moments/0001/sums"][3, 17, 0]
        assert int(moments.sums.sel(output="e*x", batch=17, part="hi")) == raw
    with xarray.open_dataset(run_path, engine="h5netcdf", group="findings") as findings:
        assert findings.p.dims == ("finding",)
    with xarray.open_dataset(run_path, engine="h5netcdf", group="claims") as claims:
        assert str(claims.verdict.sel(claim="thm2.distortion").values) == "not run"


# --- h5dump --------------------------------------------------------------------------------------


def test_h5dump_prints_the_file(run_path):
    done = subprocess.run(["h5dump", str(run_path)], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    for words in ("ceo-verify run", "DIMENSION_LIST", "point-2!offset", "H5T_STD_I64LE"):
        assert words in done.stdout


# --- The page ------------------------------------------------------------------------------------


def test_the_page_names_every_object(run_path):
    with open(os.path.join(os.environ["CEO_SOURCE"], "docs", "run-file.md"), encoding="utf-8") as page:
        words = set(re.findall(r"`([^`]+)`", page.read()))
    named = set()
    with h5py.File(run_path) as file:
        named |= set(file.attrs)
        named |= {"ranges", "first_strip", "strips", "range"}  # of files that lack strips

        def collect(path, item):
            group, _, name = path.rpartition("/")
            if not group.startswith("moments") or isinstance(item, h5py.Dataset):
                named.add(name.removeprefix("finding_") if group == "controls" else name)
            if isinstance(item, h5py.Group) and path != "provenance":
                named.update(item.attrs)

        file.visititems(collect)
    named -= {"moments", "series", "0000", "0001", "0002"}
    assert named - words == set()
