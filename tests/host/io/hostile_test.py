"""Files that somebody made to hurt: sound HDF5, honest or forged seals.

Every file is refused with exit code 4 and a message that names the object, in bounded memory.
"""

import hashlib
import os
import random
import subprocess
import zlib

import h5py
import numpy as np
import pytest
from hostile_program import MEMORY, VERIFY, Done
from peak_memory import peak

SAMPLE = os.environ["CEO_WRITE_SAMPLE_RUN"]
PLUGIN = os.environ["CEO_HOSTILE_FILTER"]
UNKNOWN_FILTER = 32000


def seal(path):
    """Anybody can make a seal: it tells damage, not intent."""
    data = path.read_bytes()
    path.write_bytes(data + b"ceo-verify seal: sha256 " + hashlib.sha256(data).hexdigest().encode() + b"\n")


def unsealed(path):
    data = path.read_bytes()
    assert data[-90:].startswith(b"\nceo-verify seal") or b"ceo-verify seal: sha256 " in data[-89:]
    return data[:-89]


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    path = tmp_path_factory.mktemp("run") / "run.h5"
    subprocess.run([SAMPLE, str(path)], check=True, capture_output=True)
    return unsealed(path)


@pytest.fixture(params=["sealed", "unsealed"])
def forge(request, sample, tmp_path):
    """Edits a copy of the sample run with h5py, with and without a seal, and expects a refusal."""

    def run(edit, *words, code=4):
        path = tmp_path / "hostile.h5"
        path.write_bytes(sample)
        with h5py.File(path, "r+") as file:
            edit(file)
        if request.param == "sealed":
            seal(path)
        found, text, memory = peak([VERIFY, "info", path])
        assert found == code, text
        assert memory < MEMORY, memory
        for word in ("hostile.h5", *words):
            assert word in text, text
        return text

    return run


def replaced(file, name, *arguments, **options):
    del file[name]
    return file.create_dataset(name, *arguments, **options)


def packed(count, level=1):
    """A deflate stream of so many zeros."""
    part, stream = bytes(2**20), zlib.compressobj(level)
    data = b"".join(stream.compress(part) for _ in range(count // len(part)))
    return data + stream.compress(part[: count % len(part)]) + stream.flush()


# --- Bombs ----------------------------------------------------------------------------------------


def test_a_dataset_of_many_well_packed_chunks(forge):
    def edit(file):
        dataset = replaced(file, "findings/p", (2**27,), "<f8", chunks=(2**20,), compression="gzip")
        chunk = packed(2**23)
        for i in range(128):
            dataset.id.write_direct_chunk((i * 2**20,), chunk)

    forge(edit, "findings/")


def test_many_datasets_together(forge):
    """Each would pass alone."""

    def edit(file):
        count = 3 * 2**21
        for name in ("finding", "p", "level", "critical_effect"):
            if "findings/" + name not in file:
                continue
            text = h5py.check_string_dtype(file["findings/" + name].dtype) is not None
            if text:
                continue
            replaced(file, "findings/" + name, (count,), "<f8", chunks=(2**20,), compression="gzip", data=np.zeros(count))
        file["padding"] = np.random.default_rng(1).integers(0, 256, 2**17, dtype=np.uint8)

    forge(edit, "findings/")


@pytest.mark.parametrize("size, what", [(2**30, "does not unpack to the"), (40, "does not unpack to the"), (0, "chunk")])
def test_a_chunk_that_is_not_what_it_says(forge, size, what):
    def edit(file):
        rows = file["moments/0001/sums"].shape
        dataset = replaced(file, "moments/0001/sums", rows, "<i8", chunks=rows, compression="gzip")
        dataset.id.write_direct_chunk((0, 0, 0), packed(size) if size else b"\x78")

    forge(edit, "moments/0001/sums", what)


def test_an_unpacked_chunk_that_is_too_short(forge):
    def edit(file):
        rows = file["moments/0001/sums"].shape
        dataset = replaced(file, "moments/0001/sums", rows, "<i8", chunks=rows, compression="gzip")
        dataset.id.write_direct_chunk((0, 0, 0), b"123456789", filter_mask=1)

    forge(edit, "moments/0001/sums", "does not unpack to the")


def test_a_check_sum_that_is_not_there(forge):
    def edit(file):
        rows = file["moments/0001/sums"].shape
        dataset = replaced(file, "moments/0001/sums", rows, "<i8", chunks=rows, compression="gzip", fletcher32=True)
        dataset.id.write_direct_chunk((0, 0, 0), b"abc")

    forge(edit, "moments/0001/sums", "chunk")


def test_one_long_text_a_million_times(forge):
    def edit(file):
        count = len(file["findings/finding"])
        text = h5py.string_dtype("utf-8")
        one = file.create_dataset("one", (1,), text, chunks=(1,))
        one[0] = "x" * 2**20
        _, reference = one.id.read_direct_chunk((0,))
        many = replaced(file, "findings/verdict", (count,), text, chunks=(count,))
        many.id.write_direct_chunk((0,), reference * count)
        # The table has as many rows as its first column.
        rows = 2**16
        names = replaced(file, "controls/control", (rows,), text, chunks=(rows,), compression="gzip")
        names.id.write_direct_chunk((0,), zlib.compress(reference * rows))
        del file["findings"], file["estimates"]
        for group in ("findings", "estimates"):
            file.create_group(group)
        file["findings"].create_dataset("finding", (rows,), text, chunks=(rows,), compression="gzip")
        file["findings/finding"].id.write_direct_chunk((0,), zlib.compress(reference * rows))

    forge(edit, "findings/")


def test_one_long_text_among_the_cells(forge):
    def edit(file):
        rows, text = 2**16, h5py.string_dtype("utf-8")
        one = file.create_dataset("one", (1,), text, chunks=(1,))
        one[0] = "x" * 2**20
        _, reference = one.id.read_direct_chunk((0,))
        cells = replaced(file, "streams/cell", (rows,), text, chunks=(rows,), compression="gzip")
        cells.id.write_direct_chunk((0,), zlib.compress(reference * rows))

    forge(edit, "streams/cell", "256 MiB")


# --- Shapes and types -----------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(2**60,), (2**31, 2**31), (2**32, 2**32 - 1), (1,) * 32, (2,) * 32, (0,), (2**40, 0)])
def test_absurd_shapes(forge, shape):
    for name in ("findings/finding", "moments/0001/sums", "streams/key"):
        forge(lambda file, name=name: replaced(file, name, shape, "<i8", chunks=tuple(min(1, extent) or 1 for extent in shape), maxshape=(None,) * len(shape)), name.split("/")[0])


def test_absurd_types(forge):
    compound = np.dtype([("a", "<i8"), ("b", "S1000000")])
    forge(lambda file: replaced(file, "findings/p", (5,), compound), "findings/p")
    forge(lambda file: replaced(file, "findings/p", (5,), h5py.vlen_dtype("<f8")), "findings/p")
    forge(lambda file: replaced(file, "findings/p", (5,), h5py.ref_dtype), "findings/p")
    forge(lambda file: replaced(file, "streams/cell", (3,), "S100000"), "streams/cell")
    forge(lambda file: replaced(file, "findings/p", data=h5py.Empty("<f8")), "findings/p")
    forge(lambda file: file.attrs.create("title", "t", (), "S4000"), "@title")
    forge(lambda file: file.attrs.create("title", ["t"] * 100, (100,), h5py.string_dtype()), "@title")


def test_numbers_where_groups_should_be(forge):
    def group_for_data(file):
        del file["findings/p"]
        file.create_group("findings/p")

    def data_for_group(file):
        del file["findings"]
        file["findings"] = 1.0

    forge(group_for_data, "findings/p")
    forge(data_for_group, "findings")


# --- Ways out of the file -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["findings/p", "moments/0001/sums", "findings", "config/text"])
def test_links_are_not_followed(forge, tmp_path, name):
    with h5py.File(tmp_path / "other.h5", "w") as other:
        other["x"] = 1.0

    def edit(link):
        def run(file):
            del file[name]
            file[name] = link

        return run

    forge(edit(h5py.ExternalLink(str(tmp_path / "other.h5"), "/x")), name, "link into another file")
    forge(edit(h5py.ExternalLink("/dev/zero", "/x")), name, "link into another file")
    forge(edit(h5py.SoftLink("/estimates/value")), name, "soft link")
    forge(edit(h5py.SoftLink("/" + name)), name, "soft link")


def test_values_in_other_files_are_not_read(forge, tmp_path):
    secret = tmp_path / "secret"
    secret.write_bytes(bytes(40))

    def external(file):
        replaced(file, "findings/p", (5,), "<f8", external=[(str(secret), 0, 40)])

    def endless(file):
        replaced(file, "findings/p", (5,), "<f8", external=[("/dev/zero", 0, h5py.h5f.UNLIMITED)])

    def virtual(file):
        layout = h5py.VirtualLayout((5,), "<f8")
        layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "x", (5,))
        del file["findings/p"]
        file.create_virtual_dataset("findings/p", layout)

    forge(external, "findings/p", "lie in another file")
    forge(endless, "findings/p", "lie in another file")
    forge(virtual, "findings/p", "virtual dataset")


def with_filter(file, name, number, chunk):
    shape = file[name].shape
    kind = file[name].dtype
    del file[name]
    creation = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    creation.set_chunk(shape)
    creation.set_filter(number, h5py.h5z.FLAG_OPTIONAL, ())
    dataset = h5py.h5d.create(file.id, name.encode(), h5py.h5t.py_create(kind), h5py.h5s.create_simple(shape), creation)
    dataset.write_direct_chunk((0,) * len(shape), chunk)


@pytest.mark.parametrize("number", [UNKNOWN_FILTER, h5py.h5z.FILTER_NBIT, h5py.h5z.FILTER_SZIP])
def test_filters_of_others_are_not_run(forge, tmp_path, monkeypatch, number):
    """The program would load a shared library of the file's choice."""
    marker = tmp_path / "loaded"
    monkeypatch.setenv("HDF5_PLUGIN_PATH", os.path.dirname(PLUGIN))
    monkeypatch.setenv("CEO_HOSTILE_MARKER", str(marker))
    forge(lambda file: with_filter(file, "findings/p", number, bytes(40)), "findings/p", f"filter {number}")
    assert not marker.exists()


def test_the_planted_filter_would_be_loaded(tmp_path):
    """What the test above is worth: HDF5 itself runs the library."""
    path, marker = tmp_path / "any.h5", tmp_path / "loaded"
    with h5py.File(path, "w") as file:
        file["x"] = np.zeros(5)
        with_filter(file, "x", UNKNOWN_FILTER, bytes(40))
    subprocess.run(["h5dump", str(path)], capture_output=True, check=False,
                   env={**os.environ, "HDF5_PLUGIN_PATH": os.path.dirname(PLUGIN), "CEO_HOSTILE_MARKER": str(marker)})
    assert marker.exists()


# --- Cycles ---------------------------------------------------------------------------------------


def test_cycles_of_hard_links(forge):
    def twice(file):
        del file["moments/0001"]
        file["moments/0001"] = file["moments/0000"]

    def root(file):
        del file["moments"]
        file["moments"] = file["/"]

    forge(twice, "moments/0001/@cell")
    forge(root, "moments/0000")


# --- Forged seals ---------------------------------------------------------------------------------


def test_damage_under_a_forged_seal_never_crashes(sample, tmp_path):
    """HDF5 1.10 itself crashes on some of these: the program ends with a message instead."""
    path = tmp_path / "forged.h5"
    number = random.Random(1)
    codes = set()
    for i in range(120):
        data = bytearray(sample)
        for _ in range(3):
            place = number.randrange(9000 if i % 2 else len(data))
            data[place] = number.choice([0, 255, data[place] ^ (1 << number.randrange(8))])
        path.write_bytes(data)
        seal(path)
        done = Done(["info", path])
        assert done.code in (0, 4) and done.seconds < 100, (i, done.code, done.err)
        assert done.code == 0 or "forged.h5" in done.err, (i, done.err)
        codes.add(done.code)
    assert 4 in codes


# --- Traces ---------------------------------------------------------------------------------------


def trace(path, edit):
    source = os.path.join(os.environ["CEO_SOURCE"], "datasets/traces/mlp-mnist-noise.h5")
    with open(source, "rb") as whole:
        data = whole.read()
    path.write_bytes(data[:-89] if b"ceo-verify seal" in data[-89:] else data)
    with h5py.File(path, "r+") as file:
        edit(file)
    seal(path)
    code, text, memory = peak([VERIFY, "info", path])
    assert memory < MEMORY
    return code, text


def forged_list(file):
    """HDF5's own reader takes as many lists as axes for granted, and memory for no more."""
    dataset = file["noise/loss"]
    del dataset.attrs["DIMENSION_LIST"]
    kind = h5py.vlen_dtype(h5py.ref_dtype)
    lists = np.empty(3000, dtype=object)
    for i in range(len(lists)):
        lists[i] = np.array([file["noise/delta"].ref], dtype=h5py.ref_dtype)
    dataset.attrs.create("DIMENSION_LIST", lists, (len(lists),), kind)


def forged_class(file):
    scale = file["noise/delta"]
    del scale.attrs["CLASS"]
    scale.attrs.create("CLASS", ["D"] * 3000, (3000,), "S16")


def forged_iteration(file):
    dataset = replaced(file, "noise/iteration", (2**27,), "<u8", chunks=(2**20,), compression="gzip")
    for i in range(128):
        dataset.id.write_direct_chunk((i * 2**20,), packed(2**23))


@pytest.mark.parametrize(
    "edit, words",
    [
        (forged_list, ["noise/loss", "DIMENSION_LIST"]),
        (forged_class, ["noise/delta", "CLASS"]),
        (forged_iteration, ["noise/iteration"]),
        (lambda file: file.__delitem__("noise/loss") or file.__setitem__("noise/loss", h5py.ExternalLink("x", "/y")), ["noise/loss", "another file"]),
        (lambda file: replaced(file, "noise/iteration", (2**20,), "<u8", chunks=(1,)), ["noise/iteration"]),
    ],
)
def test_hostile_traces(tmp_path, edit, words):
    code, text = trace(tmp_path / "hostile.h5", edit)
    assert code == 4, text
    for word in words:
        assert word in text, text
