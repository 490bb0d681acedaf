"""`ceo-verify theory iterations|cost|signsgd|information`: keys, worked numbers, bad input."""

import math
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import parsed, result, run  # noqa: E402

LOG2E = 1 / math.log(2)
DESCENT = ("--eps", 0.01, "--smoothness", 2, "--radius", 3)
# eps Lf -> 0, the limit in which the turning points of the theory are given.
LINEAR = ("--eps", 1, "--smoothness", 0, "--radius", 1)


def topic(folder, name, *arguments):
    return parsed("theory", name, *arguments, cwd=folder)


# Iterations


def loose_bound(s2, iterations, smoothness=2, radius=3):
    return radius * math.sqrt(2 * s2 / iterations) + smoothness * radius**2 / iterations


@pytest.mark.parametrize("symbols", [1, 64])
def test_iterations_are_the_least_that_the_bound_allows(tmp_path, symbols):
    answer = topic(tmp_path, "iterations", *DESCENT, "--distortion", 0.5, "--symbols", symbols)
    s2 = 0.5 * symbols
    noise = s2 / (2 * 0.01**2)
    exact = 9 * (math.sqrt(noise + 2 / 0.01) + math.sqrt(noise)) ** 2
    assert answer["variance"] == s2
    assert answer["iterations_exact"] == pytest.approx(exact, rel=1e-12)
    assert isinstance(answer["iterations"], int)
    assert answer["iterations"] == math.ceil(answer["iterations_exact"])
    assert answer["bound"] == pytest.approx(loose_bound(s2, answer["iterations"]), rel=1e-12)
    assert answer["bound"] <= 0.01 < loose_bound(s2, answer["iterations"] - 1)
    gamma = 3 * math.sqrt(2 / (s2 * answer["iterations"]))
    assert answer["gamma"] == pytest.approx(gamma, rel=1e-12)
    assert answer["step"] == pytest.approx(1 / (2 + 1 / gamma), rel=1e-12)
    tight = answer["tight"]
    assert tight["iterations"] < answer["iterations"]
    bound = 3 * math.sqrt(s2 / tight["iterations"]) + 9 / tight["iterations"]
    assert tight["bound"] == pytest.approx(bound, rel=1e-12)


def test_iterations_count_every_symbol(tmp_path):
    one = topic(tmp_path, "iterations", *DESCENT, "--distortion", 32)
    many = topic(tmp_path, "iterations", *DESCENT, "--distortion", 0.5, "--symbols", 64)
    assert one["iterations"] == many["iterations"]


# Cost


@pytest.mark.parametrize(
    "workers, snr, delta, share",
    [(10, 1, 2.59, 0.825), (10, 10, 1.03, 0.198), (50, 1, 3.72, 0.678), (50, 10, 2.18, 0.138)],
)
def test_cost_turns_where_the_theory_says(tmp_path, workers, snr, delta, share):
    statistics = ("--var-x", snr, "--var-n", 1, "--workers", workers)
    answer = topic(tmp_path, "cost", *LINEAR, *statistics)
    assert answer["monotone"] is False
    assert answer["optimal_delta"] == pytest.approx(delta, abs=5.1e-3)
    assert answer["total_nats"] / answer["limit_nats"] == pytest.approx(share, abs=5.1e-4)
    assert answer["share_of_limit"] == pytest.approx(share, abs=5.1e-4)
    assert answer["total_bits"] == pytest.approx(answer["total_nats"] * LOG2E)
    assert all(answer["total_nats"] <= point["total_nats"] for point in answer["curve"])
    best = answer["optimum"]
    assert best["distortion"] == pytest.approx((1 + best["delta"]) / workers)
    rate = workers / 2 * math.log1p(1 / best["delta"]) + math.log1p(snr / best["distortion"]) / 2
    assert best["sum_rate_nats"] == pytest.approx(rate, rel=1e-12)
    assert best["iterations_exact"] == pytest.approx(2 * best["distortion"], rel=1e-12)
    assert best["total_nats"] == pytest.approx(2 * best["distortion"] * rate, rel=1e-12)


@pytest.mark.parametrize("snr, monotone", [(0.2, True), (0.316, True), (0.317, False)])
def test_cost_falls_throughout_up_to_one_over_root_k(tmp_path, snr, monotone):
    # K = 10: 1/sqrt(K) = 0.3162; a condition snr <= 1/K would deny the first two.
    answer = topic(tmp_path, "cost", *LINEAR, "--var-x", snr, "--var-n", 1, "--workers", 10)
    assert answer["monotone"] is monotone
    assert (answer["optimal_delta"] is None) is monotone
    if monotone:
        assert answer["total_nats"] == answer["limit_nats"] and answer["optimum"] is None
        totals = [point["total_nats"] for point in answer["curve"]]
        assert totals == sorted(totals, reverse=True) and totals[-1] > answer["limit_nats"]


def test_cost_counts_every_symbol(tmp_path):
    statistics = ("--var-x", 4, "--var-n", 2, "--workers", 8)
    answer = topic(tmp_path, "cost", *DESCENT, *statistics, "--symbols", 100)
    best = answer["optimum"]
    needed = topic(
        tmp_path, "iterations", *DESCENT, "--distortion", repr(best["distortion"]), "--symbols", 100
    )
    assert best["iterations_exact"] == pytest.approx(needed["iterations_exact"], rel=1e-12)
    total = 100 * best["iterations_exact"] * best["sum_rate_nats"]
    assert answer["total_nats"] == pytest.approx(total, rel=1e-12)


# SignSGD


def test_signsgd_knows_the_constant_rates(tmp_path):
    answer = topic(tmp_path, "signsgd", "--snr", 1, "--workers", 10)
    assert answer["independent_bits"] == pytest.approx(0.7302, abs=5e-5)
    assert answer["independent_bits_direct"] == pytest.approx(0.9538, abs=5e-5)
    assert answer["sign_bits"] == 1


@pytest.mark.parametrize(
    "snr, bits", [(0.01, 0.730), (0.1, 0.722), (1, 0.579), (10, 0.301), (100, 0.221)]
)
def test_signsgd_sum_rates(tmp_path, snr, bits):
    answer = topic(tmp_path, "signsgd", "--snr", snr, "--workers", 10)
    assert answer["sum_rate_bits"] == pytest.approx(bits, abs=5.1e-4)


@pytest.mark.parametrize("snr, ratio", [(0.01, 1.00), (0.1, 1.00), (1, 1.20), (10, 4.16)])
def test_signsgd_true_errors(tmp_path, snr, ratio):
    answer = topic(tmp_path, "signsgd", "--snr", snr, "--workers", 10)
    assert answer["mse_ratio"] == pytest.approx(ratio, abs=5.1e-3)
    assert answer["mse_ratio"] == pytest.approx(answer["true_mse"] / answer["assumed_mse"])


@pytest.mark.parametrize(
    "snr, bits", [(0.1, 0.9915), (0.3, 0.957), (1, 0.845), (3, 0.672), (10, 0.480), (100, 0.247)]
)
def test_signsgd_entropies(tmp_path, snr, bits):
    answer = topic(tmp_path, "signsgd", "--snr", snr, "--workers", 10)
    assert answer["entropy_bits"] == pytest.approx(bits, abs=5.1e-4)


def test_signsgd_is_not_unbiased(tmp_path):
    slopes = topic(tmp_path, "signsgd", "--snr", 10, "--workers", 10)["conditional_slopes"]
    assert slopes[0] > 1.2 and slopes[2] < 0.5


# Information


def test_information_of_signs_by_the_arcsine_law(tmp_path):
    answer = topic(
        tmp_path, "information", "--var-x", 1, "--var-n", 1, "--bits", 1, "--step", 1, "--workers", 2
    )
    same = 0.25 + math.asin(0.5) / (2 * math.pi)
    joint = -2 * (same * math.log(same) + (0.5 - same) * math.log(0.5 - same))
    information = joint - sum(answer["r_nats"])
    assert answer["information_nats"] == pytest.approx(information, abs=1e-11)
    assert answer["information_bits"] == pytest.approx(information * LOG2E, abs=1e-11)
    allowed = 1 + sum(1 - math.exp(-2 * r) for r in answer["r_nats"])
    assert answer["allowed"] == pytest.approx(allowed, rel=1e-12)
    assert answer["bound_nats"] == pytest.approx(math.log(allowed) / 2, rel=1e-12)
    assert answer["slack_nats"] == pytest.approx(answer["bound_nats"] - information, abs=1e-11)
    assert answer["slack_nats"] > 0
    assert answer["reached"] == pytest.approx(math.exp(2 * information), rel=1e-10)


def test_fine_quantisers_lose_little(tmp_path):
    arguments = ("--var-x", 2, "--var-n", "1,2", "--bits", "8,7", "--step", "0.05,0.1")
    answer = topic(tmp_path, "information", *arguments)
    limit = math.log(1 + 2 * 1.5) / 2
    assert limit - 1e-3 < answer["information_nats"] < limit


# All


TOPICS = {
    "iterations": (*DESCENT, "--distortion", 0.5),
    "cost": (*DESCENT, "--var-x", 4, "--var-n", 1, "--workers", 8),
    "signsgd": ("--snr", 1, "--workers", 8),
    "information": ("--var-x", 1, "--var-n", 1, "--bits", 3, "--step", 1),
}


@pytest.mark.parametrize("name", TOPICS)
def test_topics_explain_themselves(tmp_path, name):
    text = result("theory", name, *TOPICS[name], cwd=tmp_path)
    # Iterations are a count: there is no rate among them.
    for word in ("ZTW", "s2 = n D") if name == "iterations" else ("ZTW", "nat", "bit", "sX2"):
        assert word in text
    assert max(map(len, text.splitlines())) <= 100
    helped = result("theory", name, "--help", cwd=tmp_path)
    assert "Examples:" in helped and "--json" in helped and "--quiet" in helped


# (topic, options that replace those above, words of the message)
BAD = {
    "eps zero": ("iterations", {"--eps": 0}, ["epsilon = 0", "(0, inf)"]),
    "smoothness negative": ("iterations", {"--smoothness": -1}, ["smoothness = -1", "[0, inf)"]),
    "radius zero": ("iterations", {"--radius": 0}, ["radius = 0"]),
    "distortion negative": ("iterations", {"--distortion": -2}, ["distortion = -2"]),
    "distortion nan": ("iterations", {"--distortion": "nan"}, ["distortion = nan"]),
    "symbols below one": ("iterations", {"--symbols": 0.5}, ["symbols = 0.5", "[1, inf)"]),
    "beyond a double": ("iterations", {"--eps": 1e-300}, ["iterations = inf"]),
    "not a number": ("iterations", {"--eps": "small"}, ["--eps", "small"]),
    "cost eps": ("cost", {"--eps": -1}, ["epsilon = -1"]),
    "cost workers": ("cost", {"--workers": 0}, ["workers = 0", "[1, inf)"]),
    "cost source": ("cost", {"--var-x": 0}, ["var_x = 0"]),
    "cost noise": ("cost", {"--var-n": -3}, ["var_n = -3"]),
    "snr zero": ("signsgd", {"--snr": 0}, ["snr = 0", "(0, 10000]"]),
    "too many workers": ("signsgd", {"--workers": 1025}, ["workers = 1025", "[1, 1024]"]),
    "bits 9": ("information", {"--bits": 9}, ["--bits", "from 1 to 8"]),
    "bits a half": ("information", {"--bits": 1.5}, ["1.5", "--bits"]),
    "step zero": ("information", {"--step": 0}, ["step = 0"]),
    "too many cells": ("information", {"--workers": 7}, ["1048576 cells", "fewer bits"]),
    "snr too large": ("information", {"--var-n": 1e-9}, ["10000]"]),
    "lists unequal": ("information", {"--var-n": "1,2"}, ["--bits"]),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_explained(tmp_path, name):
    topic_name, changes, words = BAD[name]
    options = dict(zip(TOPICS[topic_name][::2], TOPICS[topic_name][1::2]))
    options.update(changes)
    arguments = [word for pair in options.items() for word in pair]
    done = run("theory", topic_name, *arguments, cwd=tmp_path)
    assert done.returncode == 2, (done.stdout, done.stderr)
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr, done.stderr


@pytest.mark.parametrize("name", TOPICS)
def test_missing_options_are_named(tmp_path, name):
    done = run("theory", name, *TOPICS[name][:-2], cwd=tmp_path)
    assert done.returncode == 2 and TOPICS[name][-2] in done.stderr
