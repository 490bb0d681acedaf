"""Other readers of a run file: h5py, xarray and h5dump, and both hashes written a second time.

The file holds the synthetic record of tests/support/sample_record.cpp.
"""

import hashlib
import os
import re
import subprocess
import time

import h5py
import numpy as np
import pytest
from run_file_hashes import claims_sha256, content_sha256, findings_sha256

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
        assert file.attrs["claims_sha256"] == claims_sha256(file)


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
        assert file.attrs["schema_version"] == "1.3"
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
