"""The benchmark's statistics reject planted faults, and a short run measures every contestant."""

import json
import math
import os
import pathlib
import random
import subprocess
import sys

import pytest

SOURCE = pathlib.Path(os.environ["CEO_SOURCE"])
BUILD = pathlib.Path(os.environ["CEO_VERIFY"]).parent
sys.path.insert(0, str(SOURCE / "benchmarks"))

import bench_report  # noqa: E402
import bench_statistics  # noqa: E402

POINT = {"var_x": 2.0, "var_n": [0.5, 1.0], "var_v": [1.0, 0.25]}


@pytest.mark.parametrize("count, rank", [(5, 0), (6, 1), (8, 1), (9, 2), (11, 2), (15, 4), (100, 40)])
def test_interval_ranks_are_the_tabulated_ones(count, rank):
    assert bench_statistics.interval_rank(count) == rank


def test_interval_holds_the_median_as_often_as_it_says():
    generator = random.Random(1)
    trials = 4000
    hits = 0
    for _ in range(trials):
        _, low, high = bench_statistics.median_interval([generator.random() for _ in range(9)])
        hits += low <= 0.5 <= high
    coverage = 1 - 20 / 512  # ranks 2 and 8 of 9
    assert abs(hits / trials - coverage) < 4.5 * math.sqrt(coverage * (1 - coverage) / trials)


def test_too_few_rounds_have_no_interval():
    with pytest.raises(ValueError, match="6 or more"):
        bench_statistics.median_interval([1.0] * 5)


def answer_in_theory(samples=1_000_000):
    expected = [mean for _, mean, _ in bench_statistics.expected_moments(POINT)]
    return {"samples": samples, "outputs": expected[:6], "normals": expected[6:]}


def test_moments_in_theory_agree():
    assert bench_statistics.disagreements(POINT, answer_in_theory()) == []


@pytest.mark.parametrize("index", range(6 + 15))
def test_every_moment_that_is_off_is_named(index):
    answer = answer_in_theory()
    name, _, variance = bench_statistics.expected_moments(POINT)[index]
    shift = 6 * math.sqrt(variance / answer["samples"])
    if index < 6:
        answer["outputs"][index] += shift
    else:
        answer["normals"][index - 6] -= shift
    wrong = bench_statistics.disagreements(POINT, answer)
    assert len(wrong) == 1 and wrong[0].startswith(f"E[{name}]")


def test_a_moment_that_is_no_number_is_named():
    answer = answer_in_theory()
    answer["outputs"][1] = math.nan
    assert len(bench_statistics.disagreements(POINT, answer)) == 1


@pytest.mark.parametrize("value, met", [(17.9, False), (18.0, True)])
def test_a_missed_goal_is_seen(value, met):
    assert bench_report.ratio("plain C++ / ours", [value] * 9, bench_report.GOALS[8])["met"] is met


def contestants():
    path = BUILD / "ceo-contestants"
    if not path.exists():
        pytest.skip("built without benchmarks")
    return path


def ask(line):
    done = subprocess.run([contestants()], input=line + "\n", capture_output=True, text=True,
                          check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("line, reason", [
    ("nonsense", "parse error"), ('{"job": "walk"}', "walk"), ('{"job": "engine"}', "var_x"),
    (json.dumps({"job": "plain", "build": "fast", "samples": 1, **POINT}), "no plain build fast")])
def test_a_bad_job_gets_a_reason(line, reason):
    assert reason in ask(line)["error"]


def test_a_biased_contestant_is_rejected():
    builds = ask('{"job": "facts"}')["plain_builds"]
    assert "release" in builds
    for build in builds:
        job = {"job": "plain", "build": build, "samples": 200_000, **POINT}
        answer = ask(json.dumps(job))
        assert bench_statistics.disagreements(POINT, answer) == []
    stronger = {**POINT, "var_x": POINT["var_x"] * 1.05}  # theory of another source
    assert any("E[x^2]" in text for text in bench_statistics.disagreements(stronger, answer))


def test_a_short_run_measures_every_contestant(tmp_path):
    packs = ask('{"job": "facts"}')["packs"]
    contestants()
    done = subprocess.run(
        [sys.executable, SOURCE / "benchmarks" / "bench.py", "--build", BUILD, "--results", tmp_path,
         "--rounds", "9", "--seconds", "0.005", "--pack", packs[-1]],
        capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr  # goals are no matter of tests
    record = json.loads(next(tmp_path.glob("bench-*.json")).read_text())
    measured = record["results"][0]["contestants"]
    assert {c["job"] for c in measured} >= {"engine", "normals", "plain", "fma"}
    assert all(len(c["seconds_per_sample"]) == 9 for c in measured)
    assert [result["workers"] for result in record["results"]] == [8, 32]
    assert {"plain C++ / ours", "ours / its normals"} <= {
        r["name"] for r in record["results"][0]["ratios"]}
    for fact in ("machine", "build", "numpy", "date"):
        assert record[fact]


def test_too_few_rounds_are_refused():
    done = subprocess.run([sys.executable, SOURCE / "benchmarks" / "bench.py", "--rounds", "8"],
                          capture_output=True, text=True)
    assert done.returncode == 2 and "at least 9" in done.stderr
