"""Data files that somebody made to hurt: bombs, absurd sizes, things that are no files. Each is refused
with exit code 4, by name, in bounded memory and time."""

import bz2
import gzip
import io
import os
import struct
import tarfile
import zlib

import pytest
from peak_memory import peak

PROGRAM = os.environ["CEO_READ_DATA"]
# Twice the GiB that a file may unpack to, and the program.
MEMORY = (2**31 + 2**26) * (2 if os.environ.get("CEO_SANITIZED") else 1)
MIB = 2**20


def refused(kind, path, *words, memory=MEMORY):
    code, text, resident = peak([PROGRAM, kind, path])
    assert code == 4, text
    assert resident < memory
    for word in (path.name, *words):
        assert word in text, text


# Members follow each other: 64 MiB of zeros are packed once.
GZIP_BOMB = gzip.compress(bytes(64 * MIB), 6) * 17
BZIP2_BOMB = bz2.compress(bytes(64 * MIB), 9) * 17


@pytest.mark.parametrize(
    "kind, name, bomb",
    [
        pytest.param("libsvm", "rows", BZIP2_BOMB, id="libsvm.bz2"),
        pytest.param("cifar10", "data_batch_1.bin", GZIP_BOMB, id="cifar10.gz"),
        pytest.param("cifar10", "cifar-10-binary.tar.gz", GZIP_BOMB, id="cifar10.tar.gz"),
        pytest.param("svhn", "train_32x32.mat", GZIP_BOMB, id="svhn.gz"),
    ],
)
def test_bombs(tmp_path, kind, name, bomb):
    path = tmp_path / name
    path.write_bytes(bomb)
    refused(kind, path, "offset", "1073741824")


def test_a_bomb_among_the_files_of_mnist(tmp_path):
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(GZIP_BOMB)
    (tmp_path / "train-labels-idx1-ubyte.gz").write_bytes(GZIP_BOMB)
    refused("mnist", tmp_path, path.name, "1073741824")


@pytest.mark.parametrize("kind", ["libsvm", "cifar10", "svhn"])
def test_what_is_no_file(tmp_path, kind):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refused(kind, pipe, "regular", memory=2**28)
    loop = tmp_path / "loop"
    loop.symlink_to("loop")
    refused(kind, loop, "no such file", memory=2**28)
    device = tmp_path / "device"
    device.symlink_to("/dev/zero")
    refused(kind, device, "regular", memory=2**28)


def test_a_file_of_a_terabyte(tmp_path):
    path = tmp_path / "rows"
    with open(path, "wb") as file:
        file.truncate(2**40)
    for kind in ("libsvm", "cifar10", "svhn"):
        refused(kind, path, "larger than 2 GiB", memory=2**28)


def tar_of(path, *members, mode="w:gz", **options):
    with tarfile.open(path, mode, **options) as tar:
        for info, data in members:
            tar.addfile(info, io.BytesIO(data) if data else None)


def member(name, data=b"", kind=tarfile.REGTYPE):
    info = tarfile.TarInfo(name)
    info.size, info.type = len(data), kind
    return info, data


def test_absurd_archives(tmp_path):
    path = tmp_path / "cifar-10-binary.tar.gz"
    # Links and folders under the name of a batch are no batches.
    for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.DIRTYPE, tarfile.FIFOTYPE, tarfile.CHRTYPE):
        info, _ = member("data_batch_1.bin", kind=kind)
        info.linkname = "/dev/zero"
        tar_of(path, (info, b""))
        refused("cifar10", path, "data_batch_1.bin")
    # A size that the archive does not hold: in the header, as a number of 256 bits, by PAX.
    head = member("data_batch_1.bin", b"x")[0]
    for size, style in ((8**11 - 1, tarfile.USTAR_FORMAT), (2**62, tarfile.GNU_FORMAT), (2**62, tarfile.PAX_FORMAT)):
        head.size = size
        path.write_bytes(gzip.compress(head.tobuf(style) + bytes(1024)))
        refused("cifar10", path, memory=2**29)
    # A name that is no text.
    raw = bytearray(member("data_batch_1.bin", b"")[0].tobuf(tarfile.USTAR_FORMAT))
    raw[0:3] = b"\xff\xfe\x00"
    raw[148:156] = b"%06o\0 " % (sum(raw[:148]) + 8 * 32 + sum(raw[156:512]))
    path.write_bytes(gzip.compress(bytes(raw) + bytes(1024)))
    refused("cifar10", path)
    pax = member("x", b"")[0]
    pax.pax_headers = {"path": "data_batch_1.bin\udcff", "GNU.sparse.realsize": str(2**60), "size": str(2**60)}
    path.write_bytes(gzip.compress(pax.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape") + bytes(1024)))
    refused("cifar10", path, memory=2**29)


def element(kind, data):
    return struct.pack("<II", kind, len(data)) + data + bytes(-len(data) % 8)


def matrix(name, dims, kind, data, stored):
    """miMATRIX: flags, dimensions, name, values."""
    body = element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack(f"<{len(dims)}i", *dims))
    return element(14, body + element(1, name.encode()) + element(stored, data))


def mat(*elements, version=b"\x00\x01"):
    return b"MATLAB 5.0 MAT-file".ljust(124) + version + b"IM" + b"".join(elements)


def squeezed(data):
    packed = zlib.compress(data)
    return struct.pack("<II", 15, len(packed)) + packed


UINT8, DOUBLE = 9, 6
GOOD_Y = squeezed(matrix("y", (2, 1), UINT8, b"\x01\x02", 2))


def test_a_good_mat_file(tmp_path):
    """What the bad ones are made of is read."""
    path = tmp_path / "good_32x32.mat"
    path.write_bytes(mat(squeezed(matrix("X", (32, 32, 3, 2), UINT8, bytes(6144), 2)), GOOD_Y))
    assert os.spawnv(os.P_WAIT, PROGRAM, [PROGRAM, "svhn", str(path)]) == 0


@pytest.mark.parametrize(
    "dims",
    [(32, 32, 3, 2**31 - 1), (2**31 - 1,) * 4, (32, 32, 3, -1), (32, 32, 3), (1,) * 40, (0,), (32, 32, 3, 0), (32, 32, 3, 3)],
)
def test_absurd_mat_shapes(tmp_path, dims):
    path = tmp_path / "train_32x32.mat"
    for wrap in (squeezed, bytes):
        path.write_bytes(mat(wrap(matrix("X", dims, UINT8, bytes(6144), 2)), GOOD_Y))
        refused("svhn", path, memory=2**29)


def test_absurd_mat_labels(tmp_path):
    path = tmp_path / "train_32x32.mat"
    x = squeezed(matrix("X", (32, 32, 3, 2), UINT8, bytes(6144), 2))
    for dims in ((2**31 - 1, 2**31 - 1), (2**16, 2**16), (2**30, 4), (2,), (-1, -2)):
        path.write_bytes(mat(x, squeezed(matrix("y", dims, DOUBLE, bytes(16), 9))))
        refused("svhn", path, "y", memory=2**29)


def test_mat_elements_that_are_bombs(tmp_path):
    path = tmp_path / "train_32x32.mat"
    pack = zlib.compressobj(1)
    part = bytes(MIB)
    packed = b"".join(pack.compress(part) for _ in range(2100)) + pack.flush()
    path.write_bytes(mat(struct.pack("<II", 15, len(packed)) + packed))
    refused("svhn", path, "2 GiB", memory=2**29)


def test_hdf5_in_the_dress_of_a_mat_file(tmp_path):
    path = tmp_path / "train_32x32.mat"
    path.write_bytes(mat(bytes(384) + b"\x89HDF\r\n\x1a\n", version=b"\x00\x02"))
    refused("svhn", path, "no MAT file of version 5", memory=2**28)
