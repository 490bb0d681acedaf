"""The readers against Python's own gzip, bz2, struct and tarfile: made files, every kind of bad file,
and the real files where they are there (CEO_DATA, or ../shared/data beside the repository)."""

import bz2
import gzip
import hashlib
import io
import json
import os
import pathlib
import struct
import subprocess
import tarfile

import numpy
import pytest

PROGRAM = os.environ["CEO_READ_DATA"]
SOURCE = pathlib.Path(os.environ["CEO_SOURCE"])
DATA = pathlib.Path(os.environ.get("CEO_DATA", SOURCE.parent / "shared" / "data"))


def read(kind, path):
    done = subprocess.run([PROGRAM, kind, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def refused(kind, path, *words):
    done = subprocess.run([PROGRAM, kind, str(path)], capture_output=True, text=True, check=False)
    assert done.returncode == 4, (done.returncode, done.stdout, done.stderr)
    for word in words:
        assert word in done.stderr, done.stderr


def sha(data):
    return hashlib.sha256(data).hexdigest()


def real(*parts):
    path = DATA.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"the real file {'/'.join(parts)} is not there; set CEO_DATA to its folder")
    return path


def idx(values, magic=None):
    values = numpy.asarray(values, dtype=numpy.uint8)
    head = struct.pack(">I", 0x0800 + values.ndim if magic is None else magic)
    return head + struct.pack(f">{values.ndim}I", *values.shape) + values.tobytes()


IMAGES = numpy.arange(5 * 3 * 4, dtype=numpy.uint8).reshape(5, 3, 4)
LABELS = numpy.array([3, 1, 4, 1, 9], dtype=numpy.uint8)


def put_mnist(folder, images=None, labels=None):
    """Files of the training part; each may be given as bytes."""
    (folder / "train-images-idx3-ubyte.gz").write_bytes(gzip.compress(idx(IMAGES)) if images is None else images)
    (folder / "train-labels-idx1-ubyte.gz").write_bytes(gzip.compress(idx(LABELS)) if labels is None else labels)
    return folder


@pytest.mark.parametrize("packed", [True, False])
def test_mnist(tmp_path, packed):
    put_mnist(tmp_path)
    if not packed:
        for name, data in (("images-idx3", IMAGES), ("labels-idx1", LABELS)):
            (tmp_path / f"train-{name}-ubyte.gz").unlink()
            (tmp_path / f"train-{name}-ubyte").write_bytes(idx(data))
    facts = read("mnist", tmp_path)
    assert facts["shape"] == [5, 1, 3, 4]
    assert facts["pixels"] == sha(IMAGES.tobytes()) and facts["labels"] == sha(LABELS.tobytes())


def test_members_of_a_gzip_file_are_joined(tmp_path):
    data = idx(IMAGES)
    put_mnist(tmp_path, images=gzip.compress(data[:20]) + gzip.compress(data[20:]))
    assert read("mnist", tmp_path)["pixels"] == sha(IMAGES.tobytes())


def test_real_mnist():
    folder = real("mnist")
    facts = read("mnist", folder)
    raw = gzip.decompress((folder / "train-images-idx3-ubyte.gz").read_bytes())
    assert struct.unpack(">4I", raw[:16]) == (2051, 60000, 28, 28)
    labels = gzip.decompress((folder / "train-labels-idx1-ubyte.gz").read_bytes())[8:]
    assert facts["shape"] == [60000, 1, 28, 28]
    assert facts["pixels"] == sha(raw[16:]) and facts["labels"] == sha(labels)


def test_bad_idx_files(tmp_path):
    packed = gzip.compress(idx(IMAGES))
    name = "train-images-idx3-ubyte.gz"
    refused("mnist", put_mnist(tmp_path, images=packed[:-12]), name, "offset", "cut short")
    refused("mnist", put_mnist(tmp_path, images=packed[:-8] + b"12345678"), name, "offset", "damaged")
    flipped = bytearray(packed)
    flipped[-6] ^= 1
    refused("mnist", put_mnist(tmp_path, images=bytes(flipped)), name, "damaged", "check")
    refused("mnist", put_mnist(tmp_path, images=packed + b"more"), name, "damaged")
    refused("mnist", put_mnist(tmp_path, images=idx(IMAGES, magic=2052)), name, "offset 0", "2052, not 2051")
    refused("mnist", put_mnist(tmp_path, images=idx(IMAGES)[:-1]), name, "offset 75", "60 values, the file holds 59")
    refused("mnist", put_mnist(tmp_path, images=idx(IMAGES) + b"x"), name, "60 values, the file holds 61")
    refused("mnist", put_mnist(tmp_path, images=idx(IMAGES)[:9]), name, "offset 9", "header")
    refused("mnist", put_mnist(tmp_path, images=b""), name, "offset 0", "header")
    huge = struct.pack(">4I", 2051, 2**32 - 1, 2**32 - 1, 2**32 - 1)
    refused("mnist", put_mnist(tmp_path, images=huge), name, "cannot have extent")
    refused("mnist", put_mnist(tmp_path, images=struct.pack(">4I", 2051, 0, 28, 28)), name, "offset 4")


def test_bad_idx_labels(tmp_path):
    name = "train-labels-idx1-ubyte.gz"
    refused("mnist", put_mnist(tmp_path, labels=idx([3, 1, 10, 1, 9])), name, "offset 10", "label 10 of image 2")
    refused("mnist", put_mnist(tmp_path, labels=idx(LABELS[:4])), name, "4 labels for 5 images")


def test_absent_data_sets(tmp_path):
    refused("mnist", tmp_path / "nowhere", "nowhere", "no such folder", "fetch-datasets")
    refused("mnist", tmp_path, "train-images-idx3-ubyte", "no such file", "fetch-datasets")
    refused("cifar10", tmp_path, "data_batch_1.bin", "cifar-10-binary.tar.gz", "fetch-datasets")
    refused("svhn", tmp_path / "test.mat", "no such file")
    refused("libsvm", tmp_path, "folder")


def records(count, first=0):
    """Records whose labels count up and whose pixels differ."""
    return b"".join(bytes([(first + i) % 10]) + bytes((7 * i + j) % 256 for j in range(3072)) for i in range(count))


def split(raw):
    table = numpy.frombuffer(raw, numpy.uint8).reshape(-1, 3073)
    return sha(table[:, 1:].tobytes()), sha(table[:, 0].tobytes())


def test_cifar10_from_files_folder_and_archive(tmp_path):
    batches = {f"data_batch_{i}.bin": records(2, i) for i in range(1, 6)}
    batches["test_batch.bin"] = records(3)
    train = b"".join(batches[f"data_batch_{i}.bin"] for i in range(1, 6))
    folder, packed = tmp_path / "folder", tmp_path / "packed"
    folder.mkdir()
    packed.mkdir()
    with tarfile.open(packed / "cifar-10-binary.tar.gz", "w:gz") as tar:
        for name, data in batches.items():
            (folder / name).write_bytes(data)
            info = tarfile.TarInfo(f"cifar-10-batches-bin/{name}")
            info.size = len(data)
            tar.addfile(info, io.BytesIO(data))
    for path in (folder, packed, packed / "cifar-10-binary.tar.gz"):
        facts = read("cifar10", path)
        assert facts["shape"] == [10, 3, 32, 32] and (facts["pixels"], facts["labels"]) == split(train)
        facts = read("cifar10-test", path)
        assert facts["shape"][0] == 3 and (facts["pixels"], facts["labels"]) == split(batches["test_batch.bin"])
    archive = packed / "cifar-10-binary.tar.gz"
    whole = archive.read_bytes()
    archive.write_bytes(whole[: len(whole) // 2])
    refused("cifar10", packed, "cifar-10-binary.tar.gz", "offset", "cut short")
    archive.write_bytes(gzip.compress(gzip.decompress(whole)[:9000]))
    refused("cifar10", packed, "tar archive is cut short")
    (folder / "data_batch_3.bin").unlink()
    refused("cifar10", folder, "data_batch_3.bin")


def test_an_archive_without_a_batch(tmp_path):
    path = tmp_path / "cifar-10-binary.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        info = tarfile.TarInfo("cifar-10-batches-bin/test_batch.bin")
        info.size = 3073
        tar.addfile(info, io.BytesIO(records(1)))
    refused("cifar10", path, "holds no data_batch_1.bin")


def test_bad_cifar10_records(tmp_path):
    path = tmp_path / "data_batch_1.bin"
    path.write_bytes(records(2)[:-5])
    refused("cifar10", path, "data_batch_1.bin", "offset 3073", "3068 bytes are left")
    path.write_bytes(records(1) + b"\x0a" + bytes(3072))
    refused("cifar10", path, "offset 3073", "label 10 of image 1")
    path.write_bytes(b"")
    refused("cifar10", path, "offset 0")


def test_real_cifar10():
    path = real("cifar10", "data_batch_1.bin")
    facts = read("cifar10", path)
    assert facts["shape"] == [10000, 3, 32, 32]
    assert (facts["pixels"], facts["labels"]) == split(path.read_bytes())


# The other file of the folder holds the same digits as plain records, made without the MAT file.
def test_real_svhn():
    facts = read("svhn", real("svhn", "test_10000_10999_32x32.mat"))
    index = [line.split() for line in real("svhn", "test_subset_7136_index.txt").read_text().splitlines()]
    rows = [int(row[0]) for row in index if row[0].isdigit() and 10000 <= int(row[1]) <= 10999]
    table = numpy.fromfile(real("svhn", "test_subset_7136.bin"), numpy.uint8).reshape(-1, 3073)
    first = int([row for row in index if row[0].isdigit()][0][0])
    chosen = table[[row - first for row in rows]]
    assert facts["shape"] == [1000, 3, 32, 32]
    assert facts["pixels"] == sha(chosen[:, 1:].tobytes()) and facts["labels"] == sha(chosen[:, 0].tobytes())


def test_bad_mat_files(tmp_path):
    path = tmp_path / "train_32x32.mat"
    path.write_bytes(b"this is no MAT file" * 20)
    refused("svhn", path, "train_32x32.mat", "offset 0", "no MAT file")
    whole = real("svhn", "test_10000_10999_32x32.mat").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    refused("svhn", path, "train_32x32.mat", "offset 128", "cut short")
    path.write_bytes(whole[:-3])
    refused("svhn", path, "cut short")
    flipped = bytearray(whole)
    flipped[len(flipped) // 2] ^= 1
    path.write_bytes(flipped)
    refused("svhn", path, "offset 128", "damaged")
    # Only the first element, X.
    second = 128 + 8 + struct.unpack("<I", whole[132:136])[0]
    path.write_bytes(whole[:second])
    refused("svhn", path, "variable y", "missing")


TEXT = "+1 1:0.5 3:-2e-3 7:1\n-1\n2.5 2:1\n"


@pytest.mark.parametrize("pack", [bytes, gzip.compress, bz2.compress])
def test_libsvm(tmp_path, pack):
    path = tmp_path / "rows"
    path.write_bytes(pack(TEXT.encode()))
    facts = read("libsvm", path)
    assert facts["labels"] == [1, -1, 2.5] and facts["begin"] == [0, 3, 3, 4]
    assert facts["column"] == [0, 2, 6, 1] and facts["value"] == [0.5, -2e-3, 1, 1]
    assert facts["columns"] == 7 and facts["rows"] == 3
    path.write_bytes(pack(TEXT.rstrip().replace("\n", " \r\n").encode()))
    assert read("libsvm", path)["value"] == facts["value"]


@pytest.mark.parametrize(
    "text, words",
    [
        ("", ["offset 0", "no rows"]),
        ("x 1:1\n", ["offset 0", "label", "line 1"]),
        ("1 1:1\n1 0:1\n", ["offset 8", "index", "line 2"]),
        ("1 2:1 2:1\n", ["rise"]),
        ("1 3:1 2:1\n", ["rise"]),
        ("1 1:\n", ["value"]),
        ("1 1:nan\n", ["offset 4", "finite"]),
        ("1 1:1e999\n", ["finite"]),
        ("1 1;1\n", ["':'"]),
        ("1 1:1x\n", ["blank"]),
        ("1 99999999999:1\n", ["index"]),
        ("1 -1:1\n", ["index"]),
        ("1 1:1\n\n1 1:1\n", ["line 2"]),
    ],
)
def test_bad_libsvm_rows(tmp_path, text, words):
    path = tmp_path / "rows"
    path.write_text(text)
    refused("libsvm", path, "rows", *words)


def test_bad_bzip2_files(tmp_path):
    path = tmp_path / "rows.bz2"
    packed = bz2.compress(TEXT.encode() * 50)
    path.write_bytes(packed[:-7])
    refused("libsvm", path, "rows.bz2", "offset", "cut short")
    broken = bytearray(packed)
    broken[len(broken) // 2] ^= 255
    path.write_bytes(broken)
    refused("libsvm", path, "rows.bz2", "damaged")


@pytest.mark.parametrize("name, rows, columns", [("german.numer_scale", 1000, 24), ("ijcnn1.bz2", 49990, 22)])
def test_real_libsvm(name, rows, columns):
    path = real("libsvm", name)
    raw = path.read_bytes()
    lines = (bz2.decompress(raw) if name.endswith("bz2") else raw).decode().splitlines()
    pairs = [line.split() for line in lines]
    facts = read("libsvm", path)
    assert (facts["rows"], facts["columns"]) == (rows, columns)
    assert facts["labels"] == [float(row[0]) for row in pairs]
    entries = [item.split(":") for row in pairs for item in row[1:]]
    assert facts["column"] == [int(entry[0]) - 1 for entry in entries]
    assert facts["value"] == [float(entry[1]) for entry in entries]
