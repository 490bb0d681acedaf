"""One sample of a run file again, from outside."""

import os
import sys

import h5py
import numpy as np
import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, parsed, result, run  # noqa: E402


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("replay")
    (folder / "tiny.toml").write_text(PLAN)
    result("run", "tiny.toml", "--no-controls", "-o", "run.h5", cwd=folder)
    return folder


def replay(folder, sample, cell="pair"):
    return parsed("replay", "run.h5", "--cell", cell, "--sample", sample, cwd=folder)


def philox(counter, key):
    """Philox4x32-10, written from the paper."""
    a, b, c, d = counter
    k0, k1 = key
    for _ in range(10):
        x, y = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (y >> 32) ^ b ^ k0, y & 0xFFFFFFFF, (x >> 32) ^ d ^ k1, x & 0xFFFFFFFF
        k0, k1 = (k0 + 0x9E3779B9) & 0xFFFFFFFF, (k1 + 0xBB67AE85) & 0xFFFFFFFF
    return [a, b, c, d]


def test_words_and_normals_follow_from_the_key_of_the_file(folder):
    sample = replay(folder, 54321)
    with h5py.File(folder / "run.h5") as file:
        cells = [cell.decode() for cell in file["streams/cell"]]
        assert sample["key"] == list(file["streams/key"][cells.index("pair")])
    draws = [sample["source_draws"], *sample["worker_draws"]]
    assert [draw["counter"] for draw in draws] == [[54321 // 4, 0, 65535, 0], [54321, 0, 0, 0]]
    for draw in draws:
        assert draw["words"] == philox(draw["counter"], sample["key"])
        for j in (0, 2):  # Box-Muller in double, from the words
            u = ((draw["words"][j] >> 1) + 0.5) * 2.0**-31
            radius = np.sqrt(-2 * np.log(u))
            assert np.hypot(*draw["normals"][j:j + 2]) == pytest.approx(radius, rel=1e-6)


def test_values_follow_from_the_normals(folder):
    sample = replay(folder, 7)
    float32 = np.float32
    x = float32(float32(np.sqrt(1.0)) * float32(sample["z_x"]))
    assert sample["x"] == x and sample["z_x"] == sample["source_draws"]["normals"][3]
    total = 0.0
    for k, (var_n, var_v) in enumerate(((0.5, 0.5), (2.0, 1.0))):
        worker = sample["workers"][k]
        y = float(x) + float(float32(np.sqrt(var_n))) * worker["z_n"]
        assert worker["y"] == float32(y)  # one rounding: the double is exact enough
        assert worker["u"] == float32(float(float32(np.sqrt(var_v))) * worker["z_v"] + worker["y"])
        total = float32(worker["weight"] * worker["u"] + float(total))
        assert worker["decoded"] == total
    assert sample["decoded"] == total and sample["error"] == float32(total - x)


def test_a_strip_has_the_sums_of_its_samples(folder):
    """Batch 3 of a shard of one quantum holds one strip: its totals are what replay shows."""
    result("run", "tiny.toml", "--no-controls", "--shard", "0/13", "-o", "part.h5", cwd=folder)
    with h5py.File(folder / "part.h5") as file:
        totals = file["totals"]
        assert list(totals["range_strips"]) == [256, 256]
        first = int(totals["outputs"][0])
        cells = [cell.decode() for cell in totals["cell"]]
        assert cells == ["one", "pair"]
        for batch in (0, 3, 255):
            sample = replay(folder, 32 * batch + 5)
            assert sample["batch"] == sample["strip"] == batch and sample["place"] == 5
            fixed = [output["fixed"] for output in sample["outputs"]]
            assert fixed == list(totals["sums"][first:, batch])


def test_text_and_extremes(folder):
    text = result("replay", "run.h5", "--cell", "pair", "--sample", 7, cwd=folder)
    for words in ("Sample 7 of the cell pair", "draws", "U_k", "Xhat", "2^"):
        assert words in text
    found = parsed("replay", "run.h5", "--cell", "pair", "--extremes", 3, cwd=folder)
    assert found["first"] == 106496 and len(found["extremes"]) == 3
    errors = [abs(row["error"]) for row in found["extremes"]]
    assert errors == sorted(errors, reverse=True)
    for row in found["extremes"]:
        assert replay(folder, row["sample"])["error"] == row["error"]
    text = result("replay", "run.h5", "--cell", "pair", "--extremes", 1, cwd=folder)
    assert f"--sample {found['extremes'][0]['sample']}" in text
    few = parsed("replay", "run.h5", "--cell", "pair", "--extremes", 3, "--first", 2, cwd=folder)
    assert len(few["extremes"]) == 2


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        (["run.h5", "--cell", "pear", "--sample", 1], 2, 'Did you mean "pair"?'),
        (["run.h5", "--cell", "pair", "--sample", 106496], 2, "0 to 106495"),
        (["run.h5", "--cell", "pair", "--sample", -1], 2, "'-1' is no whole number from 0"),
        (["run.h5", "--cell", "pair", "--extremes", 1, "--first", 0], 2, "number from 1"),
        (["run.h5", "--cell", "pair"], 2, "--extremes COUNT"),
        (["run.h5", "--sample", 1], 2, "--cell"),
        (["run.h5", "--cell", "pair", "--sample", 1, "--extremes", 1], 2, "--extremes"),
        (["run.h5", "--cell", "pair", "--sample", 1, "--first", 1], 2, "--extremes"),
        (["run.h5", "--cell", "pair", "--extremes", 1, "--first", 106497], 0, ""),
        (["absent.h5", "--cell", "pair", "--sample", 1], 4, "absent.h5"),
    ],
)
def test_refusals(folder, arguments, code, words):
    done = run("replay", *arguments, cwd=folder)
    assert done.returncode == code and words in done.stderr, done.stderr
