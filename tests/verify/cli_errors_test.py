"""Bad input: each a clear message on stderr, its exit code, nothing on stdout, nothing written."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, result, run  # noqa: E402

CHANNEL = ["theory", "channel", "--var-x", "1"]

# (arguments, exit code, words of the message)
CASES = {
    "unknown command": (["runn"], 2, ["runn", "Did you mean 'run'"]),
    "unknown command, far": (["xyzzyplugh"], 2, ["xyzzyplugh", "--help"]),
    "unknown option": (["run", "tiny.toml", "--sed", "4"], 2, ["--sed", "Did you mean '--seed'"]),
    "unknown option of theory": (
        CHANNEL + ["--var-n", "1", "--distorsion", "2"],
        2,
        ["--distorsion", "Did you mean '--distortion'"],
    ),
    "no plan": (["run"], 2, ["PLAN", "--help"]),
    "unknown plan": (["run", "quik"], 2, ["quik", "quick"]),
    "plan is a folder": (["plan", "."], 4, ["."]),
    "misspelt key": (["plan", "misspelt.toml"], 2, ["misspelt.toml:", "budgett", "budget"]),
    "syntax error": (["plan", "syntax.toml"], 2, ["syntax.toml:"]),
    "D at Dmin": (["plan", "dmin.toml"], 2, ["dmin.toml:", "distortion", "0.5"]),
    "negative variance": (["plan", "negative.toml"], 2, ["negative.toml:", "var_n", "-1"]),
    "no workers": (["plan", "none.toml"], 2, ["none.toml:", "workers"]),
    "wrong type": (["plan", "type.toml"], 2, ["type.toml:", "var_x"]),
    "unknown claim": (["plan", "claim.toml"], 2, ["thm2.distorsion", "thm2.distortion"]),
    "samples overflow": (["plan", "tiny.toml", "--samples", "1e30"], 2, ["--samples", "1e30"]),
    "samples above the counters": (
        ["plan", "tiny.toml", "--samples", "9e18"],
        2,
        ["--samples", "9000000000000000000"],
    ),
    "samples overflow in the plan": (["plan", "huge.toml"], 2, ["huge.toml:", "samples"]),
    "samples zero": (["plan", "tiny.toml", "--samples", "0"], 2, ["--samples"]),
    "samples negative": (["plan", "tiny.toml", "--samples", "-5"], 2, ["--samples", "-5"]),
    "seed negative": (["plan", "tiny.toml", "--seed", "-1"], 2, ["--seed"]),
    "precision zero": (["plan", "tiny.toml", "--precision", "0"], 2, ["--precision"]),
    "samples and precision": (
        ["plan", "tiny.toml", "--samples", "100", "--precision", "1e-3"],
        2,
        ["--samples", "--precision"],
    ),
    "wrong --set key": (["plan", "tiny.toml", "--set", "plan.budgett=1"], 2, ["budgett", "budget"]),
    "wrong --set form": (["plan", "tiny.toml", "--set", "plan.budget"], 2, ["--set"]),
    "time unreadable": (["run", "tiny.toml", "--time", "soon"], 2, ["--time", "soon"]),
    "time too short": (["run", "tiny.toml", "--time", "1e-9"], 2, ["--time", "--no-controls"]),
    "threads negative": (["run", "tiny.toml", "--threads", "-1"], 2, ["--threads"]),
    "threads not a number": (["run", "tiny.toml", "--threads", "two"], 2, ["--threads", "two"]),
    "unknown pack": (["run", "tiny.toml", "--pack", "avx1024"], 2, ["avx1024", "scalar"]),
    "unknown backend": (["run", "tiny.toml", "--backend", "opencl"], 2, ["--backend", "opencl"]),
    "no device": (["run", "tiny.toml", "--backend", "cuda"], 5, ["cuda", "--backend cpu"]),
    "output not writable": (["run", "tiny.toml", "-o", "/proc/x/y.h5"], 4, ["/proc/x"]),
    "output is a folder": (["run", "tiny.toml", "-o", "folder"], 4, ["folder"]),
    "run file absent": (["info", "absent.h5"], 4, ["absent.h5"]),
    "run file truncated": (["info", "truncated.h5"], 4, ["truncated.h5"]),
    "run file damaged": (["info", "damaged.h5"], 4, ["damaged.h5"]),
    "run file is text": (["info", "tiny.toml"], 4, ["tiny.toml"]),
    "unknown claim to show": (["show", "thm2.unbiasd"], 2, ["Did you mean 'thm2.unbiased'"]),
    "theory without topic": (["theory"], 2, ["theory --help"]),
    "theory without channel": (CHANNEL + ["--var-n", "1"], 2, ["--distortion"]),
    "theory with two": (
        CHANNEL + ["--var-n", "1", "--var-v", "1", "--distortion", "2"],
        2,
        ["--help"],
    ),
    "theory D below Dmin": (CHANNEL + ["--var-n", "1", "--distortion", "0.5"], 2, ["1"]),
    "theory D at Dmin": (CHANNEL + ["--var-n", "2,2", "--distortion", "1"], 2, ["1"]),
    "theory negative variance": (CHANNEL + ["--var-n", "-1", "--distortion", "2"], 2, ["-1"]),
    "theory negative source": (
        ["theory", "channel", "--var-x", "-1", "--var-n", "1", "--distortion", "2"],
        2,
        ["-1"],
    ),
    "theory no workers": (
        CHANNEL + ["--var-n", "1", "--workers", "0", "--distortion", "2"],
        2,
        ["--workers"],
    ),
    "theory lists unequal": (CHANNEL + ["--var-n", "1,2", "--var-v", "1"], 2, ["--var-v"]),
    "theory list malformed": (CHANNEL + ["--var-n", "1,x", "--var-v", "1,1"], 2, ["--var-n"]),
    "theory all silent": (CHANNEL + ["--var-n", "1", "--var-v", "inf"], 2, []),
    "theory rate negative": (CHANNEL + ["--var-n", "1", "--rates", "-0.5"], 2, ["-0.5"]),
}

PLANS = {
    "misspelt": PLAN.replace("budget", "budgett"),
    "syntax": PLAN.replace("[plan]", "[plan"),
    "dmin": PLAN.replace("var_n = [0.5]\nvar_v = [0.5]", "var_n = [0.5]\ndistortion = 0.5"),
    "negative": PLAN.replace("var_n = [0.5]", "var_n = [-1.0]"),
    "none": PLAN.replace("var_n = [0.5]\nvar_v = [0.5]", "workers = 0\nvar_n = 0.5\nvar_v = 0.5"),
    "type": PLAN.replace("var_x = 10.0", 'var_x = "ten"'),
    "claim": PLAN.replace("thm2.distortion", "thm2.distorsion"),
    "huge": PLAN.replace("100_000", "9_000_000_000_000_000_000"),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("errors")
    (folder / "tiny.toml").write_text(PLAN)
    for name, text in PLANS.items():
        assert text != PLAN
        (folder / f"{name}.toml").write_text(text)
    (folder / "folder").mkdir()
    result("run", "tiny.toml", "--no-controls", "--quiet", "-o", "whole.h5", cwd=folder)
    whole = (folder / "whole.h5").read_bytes()
    (folder / "truncated.h5").write_bytes(whole[: len(whole) // 2])
    # Damage that HDF5 itself may not see: one bit in each of many places.
    damaged = bytearray(whole)
    for place in range(2048, len(damaged), 257):
        damaged[place] ^= 0x10
    (folder / "damaged.h5").write_bytes(bytes(damaged))
    return folder


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_explained(folder, name):
    arguments, code, words = CASES[name]
    before = sorted(os.listdir(folder))
    done = run(*arguments, cwd=folder)
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.startswith("ceo-verify: ") or "Measuring" in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr
    assert "internal" not in done.stderr
    left = [name for name in sorted(os.listdir(folder)) if name not in before]
    assert left in ([], ["results"]), left  # the folder of run files may be made; no file is
    if left:
        assert os.listdir(folder / "results") == []


def test_all_problems_of_a_plan_are_told_at_once(folder):
    text = PLAN.replace("budget", "budgett").replace("var_x = 10.0", "var_x = -1.0")
    (folder / "two.toml").write_text(text)
    done = run("plan", "two.toml", cwd=folder)
    assert done.returncode == 2
    assert "budgett" in done.stderr and "var_x" in done.stderr


def test_a_full_output_is_an_error(folder):
    if not os.path.exists("/dev/full"):
        pytest.skip("no /dev/full here")
    with open("/dev/full", "w", encoding="utf-8") as full:
        import subprocess

        from program import PROGRAM, environment

        done = subprocess.run(
            [PROGRAM, "list"],
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            cwd=folder,
            text=True,
            check=False,
        )
    assert done.returncode == 4 and "standard output" in done.stderr
