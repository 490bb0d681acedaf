"""Foreign generators from outside: --rng, plans that name one, and a machine without cuRAND."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import environment, parsed, result, run  # noqa: E402

NOWHERE = "/nowhere/libcurand.so.10"


@pytest.fixture
def curand(folder):
    """Skips where cuRAND cannot be loaded."""
    state = parsed("doctor", cwd=folder)["curand"]
    if state.startswith("none"):
        pytest.skip(state)
    return state


def test_a_run_on_another_generator_holds_and_says_so(folder, curand):
    record = parsed("run", "tiny.toml", "--rng", "mtgp32", "-o", "other.h5", cwd=folder)
    assert record["generators"] == ["mtgp32"]
    assert {f["generator"] for f in record["findings"]} == {"mtgp32"}
    assert {c["verdict"] for c in record["claims"]} == {"holds"}
    assert all(control["rejected"] for control in record["controls"])
    assert record["provenance"]["backend"] == "cpu"
    assert record["provenance"]["curand"].split()[0] == curand.split()[0]
    assert "/" not in record["provenance"]["curand"]
    assert "--rng mtgp32" in record["provenance"]["repeat"]
    text = result("info", "other.h5", cwd=folder)
    assert "random numbers from mtgp32" in text
    usual = parsed("run", "tiny.toml", "-o", "usual.h5", cwd=folder)
    assert usual["generators"] == ["philox"] and "curand" not in usual["provenance"]
    assert usual["content_sha256"] != record["content_sha256"]
    assert "random numbers" not in result("info", "usual.h5", cwd=folder)


def test_threads_and_packs_do_not_change_the_content(folder, curand):
    def content(*options):
        result("run", "tiny.toml", "--no-controls", "-o", "x.h5", "--force", "--rng", "xorwow",
               *options, cwd=folder)
        return parsed("info", "x.h5", cwd=folder)["content_sha256"]

    packs = [pack["name"] for pack in parsed("doctor", cwd=folder)["packs"]]
    hashes = {content("--threads", 1), content("--threads", 2)}
    hashes |= {content("--pack", pack) for pack in packs}
    assert len(hashes) == 1


def test_several_generators_make_several_points(folder, curand):
    record = parsed("run", "tiny.toml", "--no-controls", "--rng", "xorwow,philox,mtgp32",
                    "--backend", "auto", cwd=folder)
    assert record["generators"] == ["mtgp32", "philox", "xorwow"]
    assert len(record["findings"]) == 6 + 8 + 6
    assert all(f["point"].endswith("." + f["generator"]) for f in record["findings"])


def test_a_time_limit_knows_the_set_up(folder, curand):
    record = parsed("run", "tiny.toml", "--no-controls", "--time", "1s", "--rng", "xorwow",
                    cwd=folder)
    assert record["seconds"] < 60


def test_a_plan_needs_no_library(folder):
    done = run("plan", "second-opinion", cwd=folder, env=environment(CEO_CURAND=NOWHERE))
    assert done.returncode == 0, done.stderr
    for generator in ("xorwow", "mrg32k3a", "mtgp32"):
        assert f"k1.{generator}" in done.stdout


def test_without_the_library_it_is_explained(folder):
    env = environment(CEO_CURAND=NOWHERE)
    done = run("run", "tiny.toml", "--rng", "xorwow", cwd=folder, env=env)
    assert done.returncode == 5 and done.stdout == ""
    for word in (NOWHERE, "Install cuRAND", "CEO_CURAND", "--rng philox"):
        assert word in done.stderr, done.stderr
    assert not os.path.exists(folder / "results")
    doctor = run("doctor", cwd=folder, env=env)
    assert doctor.returncode == 0 and NOWHERE in " ".join(doctor.stdout.split())
    usual = run("run", "tiny.toml", "--no-controls", cwd=folder, env=env)
    assert usual.returncode == 0, usual.stderr


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["plan", "tiny.toml", "--rng", "xorwov"], ["--rng", 'Did you mean "xorwow"']),
        (["plan", "tiny.toml", "--rng", "sobol32"], ["sobol32", "not independent"]),
        (["plan", "tiny.toml", "--rng", "xorwow,xorwow"], ["named twice"]),
        (["run", "tiny.toml", "--rng", "xorwow", "--backend", "cuda"], ["--backend cuda", "CPU"]),
        (["plan", "tiny.toml", "--set", 'plan.rng="mt19938"'], ['Did you mean "mt19937"']),
    ],
)
def test_what_cannot_be_used_is_refused(folder, arguments, words):
    done = run(*arguments, cwd=folder)
    assert done.returncode == 2 and done.stdout == ""
    for word in words:
        assert word in done.stderr, done.stderr
