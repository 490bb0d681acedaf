"""scripts/kernel-instructions on planted machine code: loops of known length, and what it refuses."""

import importlib.machinery
import importlib.util
import os
import struct
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(os.environ["CEO_SOURCE"]) / "scripts" / "kernel-instructions"
FFMA, NOP, EXIT = 0x223, 0x918, 0x94D
KERNEL = "_ZN3ceo6launch12small_kernelINS_6models11GaussianCeoELi{}ELNS0_10MatrixKindE{}EEEv"


def load():
    loader = importlib.machinery.SourceFileLoader("kernel_instructions", str(SCRIPT))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module


script = load()


def branch(at, to):
    offset = 4 * (to - at - 1)
    high = (offset >> 8) & ((1 << 48) - 1)
    return 0x947 | (offset & 0xFF) << 16 | high << 34


def nest(plain, matrix, quad, flush, extra=0):
    """A kernel: two loops over quads (each `quad` instructions around one over samples of `plain` and
    `matrix`) and `flush` instructions in one loop over sheaves; a small loop before and one behind."""
    words = [NOP, NOP, branch(2, 0)]
    sheaf = len(words)
    for length in (plain, matrix):
        start = len(words)
        words += [NOP] * (quad - 1)
        sample = len(words)
        words += [FFMA] * (length - 1 - extra)
        words += [branch(len(words) + i, len(words) + i + 1) for i in range(extra)]
        words.append(branch(len(words), sample))
        words.append(branch(len(words), start))
    words += [NOP] * (flush - 1)
    words.append(branch(len(words), sheaf))
    words += [NOP, EXIT, branch(len(words) + 2, len(words) + 2)]
    return words


def cubin(kernels):
    """An ELF file with one code section per (name, words)."""
    names, bodies = b"\0", []
    for name, words in kernels:
        code = b"".join(word.to_bytes(16, "little") for word in words)
        bodies.append((len(names), code))
        names += f".text.{name}".encode() + b"\0"
    table_name = len(names)
    names += b".shstrtab\0"
    bodies.append((table_name, names))
    data, headers = b"", b""
    for name, body in bodies:
        headers += struct.pack("<IIQQQQIIQQ", name, 1, 0, 0, 64 + len(data), len(body), 0, 0, 1, 0)
        data += body
    header = b"\x7fELF\x02\x01" + bytes(34) + struct.pack("<Q", 64 + len(data)) + bytes(10)
    header += struct.pack("<HHH", 64, len(bodies), len(bodies) - 1)
    return header + data + headers


def run(path):
    return subprocess.run([SCRIPT, path], capture_output=True, text=True, check=False)


def test_counts_a_planted_kernel():
    row = script.count(nest(plain=500, matrix=730, quad=164, flush=1600))
    assert row == {"loop": 730, "source": 41, "flush": 50, "ffma": 729, "branches": 0}


def test_a_long_loop_needs_the_high_bits_of_the_offset():
    words = nest(plain=5, matrix=9000, quad=4, flush=32)
    assert min(to - at for at, to in script.branches(words)) < -9000
    assert script.count(words)["loop"] == 9000


def test_says_how_many_instructions_may_be_passed_over():
    assert script.count(nest(plain=50, matrix=60, quad=8, flush=32, extra=3))["branches"] == 3


def test_prints_a_table_of_the_register_kernels_with_a_matrix(tmp_path):
    words = nest(plain=50, matrix=100, quad=44, flush=320)
    path = tmp_path / "planted.cubin"
    path.write_bytes(
        cubin([(KERNEL.format(8, 1), words), (KERNEL.format(2, 2), words), (KERNEL.format(8, 0), [EXIT])])
    )
    result = run(path)
    assert result.returncode == 0, result.stderr
    rows = [line.split() for line in result.stdout.splitlines()]
    assert rows[1:] == [
        ["normals", "8", "100", "11.0", "10.0", "121.0", "99", "0"],
        ["physical", "2", "100", "11.0", "10.0", "121.0", "99", "0"],
    ]


@pytest.mark.parametrize(
    "words, message",
    [
        ([NOP, EXIT], "not one loop over sheaves"),
        ([NOP, branch(1, 7)], "branches to no instruction"),
        ([NOP, branch(1, 0) | 1 << 16], "branches to no instruction"),
        (nest(5, 6, 4, 32)[:-1] + nest(5, 6, 4, 32), "not one loop over sheaves"),
    ],
)
def test_refuses_code_that_it_cannot_read(tmp_path, words, message):
    path = tmp_path / "planted.cubin"
    path.write_bytes(cubin([(KERNEL.format(1, 1), words)]))
    result = run(path)
    assert result.returncode == 1
    assert message in result.stderr


def test_refuses_other_files(tmp_path):
    path = tmp_path / "other.cubin"
    path.write_bytes(b"text")
    assert "no cubin" in run(path).stderr
    path.write_bytes(cubin([("_Zother", [EXIT])]))
    assert "no register kernel" in run(path).stderr
    assert run(tmp_path / "absent.cubin").returncode == 1
