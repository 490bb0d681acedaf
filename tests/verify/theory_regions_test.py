"""Topics of `ceo-verify theory` on sum rates and rate regions, from outside."""

import itertools
import math
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import SOURCE, parsed, result, run  # noqa: E402

TOPICS = ["sum-rate", "region", "vertex", "classical"]
EQUAL = ("--var-x", 1, "--var-n", 1, "--workers", 10, "--distortion", 0.2)
UNEQUAL = ("--var-x", 1, "--var-n", "1,1,10", "--distortion", 1)
LAYERS = ("--layer", "var-x=1;var-n=1,1", "--layer", "var-x=2;var-n=2,2")


@pytest.fixture
def theory(tmp_path):
    return lambda *arguments: parsed("theory", *arguments, cwd=tmp_path)


def rates_to_precisions(rates, var_n):
    return [(1 - math.exp(-2 * r)) / n for r, n in zip(rates, var_n)]


def information(subset, rates, var_x, var_n):
    """f_r(A), written as in the source."""
    a = rates_to_precisions(rates, var_n)
    outside = sum(a[k] for k in range(len(a)) if k + 1 not in subset)
    return sum(rates[k - 1] for k in subset) + 0.5 * math.log(
        (1 / var_x + sum(a)) / (1 / var_x + outside)
    )


# Help, text, documentation


@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_explains_itself(tmp_path, topic):
    text = result("theory", topic, "--help", cwd=tmp_path)
    assert "Examples:" in text and f"ceo-verify theory {topic}" in text
    assert "--json" in text and topic in result("theory", "--help", cwd=tmp_path)
    with open(os.path.join(SOURCE, "docs/theory.md"), encoding="utf-8") as page:
        assert f"## {topic}\n" in page.read()


@pytest.mark.parametrize("topic", TOPICS)
def test_text_has_formula_source_assumptions_and_both_units(tmp_path, topic):
    order = ("--order", "2,1,3") if topic == "vertex" else ()
    text = result("theory", topic, *UNEQUAL, *order, cwd=tmp_path)
    for word in ("ZTW", "ln", "independent, Gaussian", "nat", "bit", "D = "):
        assert word in text, text
    assert max(map(len, text.splitlines())) <= 100


# Sum rate


def test_sum_rate_of_equal_workers(theory):
    found = theory("sum-rate", *EQUAL)
    # K = 10, delta = 1, snr = 1: 6.292 and 7.925 bit.
    assert found["rate_bits"] == pytest.approx(6.292, abs=5.1e-4)
    assert found["independent_bits"] == pytest.approx(7.925, abs=5.1e-4)
    assert found["rate_nats"] == pytest.approx(5 * math.log(2) + 0.5 * math.log(6), rel=1e-13)
    assert found["gain_nats"] == pytest.approx(
        found["independent_nats"] - found["rate_nats"], rel=1e-12
    )
    assert found["rate_bits"] == pytest.approx(found["rate_nats"] / math.log(2), rel=1e-14)
    assert found["d_min"] == pytest.approx(0.1, rel=1e-15)
    assert found["r_nats"] == pytest.approx([0.5 * math.log(2)] * 10, rel=1e-13)
    assert sum(found["a"]) == pytest.approx(5, rel=1e-13)


def test_sum_rate_of_unequal_workers(theory, tmp_path):
    found = theory("sum-rate", *UNEQUAL)
    assert found["rate_nats"] == pytest.approx(1.5 * math.log(2), rel=1e-13)
    assert found["r_nats"][2] == 0 and found["a"][2] == 0
    text = result("theory", "sum-rate", *UNEQUAL, cwd=tmp_path)
    assert "1.0397208 nat" in text and "0.70023421 nat" in text  # right, and as a draft prints it


def test_sum_rate_of_layers(theory):
    # Twice the symmetric points 1.803, 1.013, 0.730 nat per worker at D = 2, 3, 4.
    for total, rate in ((2, 1.803), (3, 1.013), (4, 0.730)):
        found = theory("sum-rate", *LAYERS, "--distortion", total)
        assert found["rate_nats"] / 2 == pytest.approx(rate, abs=5.1e-4)
        assert sum(found["layer_distortion"]) == pytest.approx(total, rel=1e-14)
        assert found["layer_slope"][0] == pytest.approx(found["layer_slope"][1], rel=1e-9)
        assert found["d_min"] == 1.5
        for d, a in zip(found["layer_distortion"], found["a"]):
            assert sum(a) == pytest.approx(1 / d, rel=1e-13)
        assert [len(r) for r in found["r_nats"]] == [2, 2]
    # Two layers by hand: no other split needs less.
    def rate_at(d, var_x, var_n):
        return theory("sum-rate", "--var-x", var_x, "--var-n", var_n, "--distortion", d)["rate_nats"]

    best = theory("sum-rate", *LAYERS, "--distortion", 4)
    for shift in (-0.1, 0.1):
        d = best["layer_distortion"][0] + shift
        assert rate_at(d, 1, "1,1") + rate_at(4 - d, 2, "2,2") > best["rate_nats"] + 1e-4


def test_sum_rate_of_layers_repeats_workers(theory):
    short = theory(
        "sum-rate", "--layer", "var-x=1;var-n=1", "--layer", "var-n=2;var-x=2", "--workers", 2,
        "--distortion", 4,
    )  # fmt: skip
    assert short == theory("sum-rate", *LAYERS, "--distortion", 4)


# Region and vertices


def test_region_lists_all_constraints(theory):
    rates, var_n = [0.3, 0.2, 0.7], [1, 2, 4]
    found = theory("region", "--var-x", 2, "--var-n", "1,2,4", "--r", "0.3,0.2,0.7")
    subsets = [tuple(c["subset"]) for c in found["constraints"]]
    every = [s for n in (1, 2, 3) for s in itertools.combinations((1, 2, 3), n)]
    assert sorted(subsets) == sorted(every)
    for constraint in found["constraints"]:
        expected = information(constraint["subset"], rates, 2, var_n)
        assert constraint["nats"] == pytest.approx(expected, rel=1e-12)
    distortion = 1 / sum(rates_to_precisions(rates, var_n))
    assert found["distortion"] == pytest.approx(distortion, rel=1e-14)
    assert found["classical_distortion"] == pytest.approx(1 / (1 / distortion + 1 / 2), rel=1e-14)


def test_region_at_a_distortion_has_the_least_sum_rate(theory):
    found = theory("region", *UNEQUAL)
    everybody = found["constraints"][-1]
    assert everybody["subset"] == [1, 2, 3]
    assert everybody["nats"] == pytest.approx(1.5 * math.log(2), rel=1e-13)


def test_vertices_meet_the_region(theory):
    point = ("--var-x", 2, "--var-n", "1,2,4", "--r", "0.3,0.2,0.7")
    constraints = theory("region", *point)["constraints"]
    for order in itertools.permutations((1, 2, 3)):
        found = theory("vertex", *point, "--order", ",".join(map(str, order)))
        rates = found["rates_nats"]
        assert found["order"] == list(order)
        for constraint in constraints:
            total = sum(rates[k - 1] for k in constraint["subset"])
            assert total >= constraint["nats"] - 1e-13
            chain = order[: len(constraint["subset"])]
            if sorted(chain) == constraint["subset"]:
                assert total == pytest.approx(constraint["nats"], rel=1e-13)
    # The first of the order is decoded last, and cheapest for it.
    last = theory("vertex", *point, "--order", "1,2,3")["rates_nats"][0]
    first = theory("vertex", *point, "--order", "3,2,1")["rates_nats"][0]
    assert last < first


def test_vertex_of_many_workers(theory):
    order = ",".join(str(k) for k in range(1000, 0, -1))
    found = theory(
        "vertex", "--var-x", 1, "--var-n", 1, "--workers", 1000, "--distortion", 0.01, "--order", order
    )
    assert sum(found["rates_nats"]) == pytest.approx(found["sum_nats"], rel=1e-12)
    assert found["rates_nats"][0] > found["rates_nats"][999]  # decoded first costs more


# Classical problem


def test_classical_against_unbiased(theory):
    found = theory("classical", *EQUAL)
    assert found["classical_distortion"] == pytest.approx(1 / (5 + 1), rel=1e-14)
    assert found["unbiased_nats"] == pytest.approx(theory("sum-rate", *EQUAL)["rate_nats"])
    assert found["classical_nats_at_classical_distortion"] == pytest.approx(
        found["unbiased_nats"], rel=1e-12
    )
    assert 0 < found["classical_nats_at_distortion"] < found["unbiased_nats"]
    assert found["classical_is_zero"] is False


def test_classical_is_zero_from_the_source_variance_on(theory):
    for distortion in (1, 2, 1e6):
        found = theory("classical", *UNEQUAL[:4], "--distortion", distortion)
        assert found["classical_is_zero"] is True and found["classical_nats_at_distortion"] == 0
        assert found["unbiased_nats"] > 0
    assert found["unbiased_nats"] == pytest.approx(found["large_distortion_nats"], rel=1e-5)
    assert found["large_distortion_nats"] == pytest.approx(1e-6, rel=1e-14)


# Bad input: exit code 2, a clear message, nothing on stdout

POINT = ["--var-x", "1", "--var-n", "1,1"]
SUM = ["sum-rate", "--distortion", "4"]

BAD = {
    "sum-rate at Dmin": (["sum-rate", *POINT, "--distortion", "0.5"], ["not feasible", "0.5"]),
    "sum-rate below Dmin": (["sum-rate", *POINT, "--distortion", "-1"], ["not feasible", "0.5"]),
    "sum-rate without a point": (SUM, ["--var-x, --var-n", "--layer"]),
    "sum-rate without D": (["sum-rate", *POINT], ["--distortion"]),
    "layers and a point": ([*SUM, *POINT, "--layer", "var-x=1;var-n=1"], ["--layer"]),
    "layers at their Dmin": (
        ["sum-rate", "--distortion", "3", "--layer", "var-x=1;var-n=1", "--layer", "var-x=1;var-n=2"],
        ["sum_l Dmin_l", "= 3"],
    ),
    "layer without var-n": ([*SUM, "--layer", "var-x=1"], ["--layer 1", "'var-n' is missing"]),
    "layer with a slip": (
        [*SUM, "--layer", "var-x=1;var-n=1", "--layer", "var_x=1;var-n=1"],
        ["--layer 2", "did you mean 'var-x'"],
    ),
    "layer with a key twice": ([*SUM, "--layer", "var-x=1;var-x=2;var-n=1"], ["comes twice"]),
    "layer without keys": ([*SUM, "--layer", "1,1"], ["KEY=VALUE", "var-x=1;var-n=1,2"]),
    "layer with two sources": ([*SUM, "--layer", "var-x=1,2;var-n=1"], ["--layer 1", "var-x"]),
    "layer with a bad number": ([*SUM, "--layer", "var-x=1;var-n=1,x"], ["--layer 1 var-n"]),
    "layer with a negative variance": ([*SUM, "--layer", "var-x=1;var-n=-1"], ["layer 1", "-1"]),
    "region of negative rates": (["region", *POINT, "--r", "0.1,-0.2"], ["worker 2", "-0.2"]),
    "region of silent workers": (["region", *POINT, "--r", "0,0"], ["every worker is silent"]),
    "region of another length": (["region", *POINT, "--r", "0.1"], ["--r", "1 values for 2"]),
    "region with two": (["region", *POINT, "--r", "1,1", "--distortion", "1"], ["--help"]),
    "region of too many": (
        ["region", "--var-x", "1", "--var-n", "1", "--workers", "17", "--distortion", "1"],
        ["17 workers", "at most 16"],
    ),
    "vertex without order": (["vertex", *POINT, "--r", "1,1"], ["--order"]),
    "vertex of worker 0": (["vertex", *POINT, "--r", "1,1", "--order", "0,1"], ["no worker"]),
    "vertex of a stranger": (["vertex", *POINT, "--r", "1,1", "--order", "1,3"], ["no worker 3"]),
    "vertex of a half": (["vertex", *POINT, "--r", "1,1", "--order", "1,1.5"], ["1.5", "--order"]),
    "vertex with a gap": (["vertex", *POINT, "--r", "1,1", "--order", "1"], ["1 places for 2"]),
    "vertex twice": (["vertex", *POINT, "--r", "1,1", "--order", "2,2"], ["worker 2 comes twice"]),
    "classical at Dmin": (["classical", *POINT, "--distortion", "0.5"], ["not feasible", "0.5"]),
    "classical, negative source": (
        ["classical", "--var-x", "-1", "--var-n", "1", "--distortion", "2"],
        ["var_x = -1"],
    ),
    "classical, infinite D": (["classical", *POINT, "--distortion", "inf"], ["not feasible"]),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_explained(tmp_path, name):
    arguments, words = BAD[name]
    done = run("theory", *arguments, cwd=tmp_path)
    assert done.returncode == 2, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == "" and done.stderr.startswith("ceo-verify: ")
    for word in words:
        assert word in done.stderr, done.stderr
    assert "internal" not in done.stderr
