"""Topics of `ceo-verify theory` on the boundary by prices and on membership, from outside."""

import math
import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import SOURCE, parsed, result, run  # noqa: E402

ONE = ("--var-x", 1, "--var-n", "1,1")
LAYERS = ("--layer", "var-x=1;var-n=1,1", "--layer", "var-x=2;var-n=2,2")
TOPICS = {
    "boundary": ("--alpha", "1,0.5", *ONE, "--distortion", 1),
    "member": ("--rates", "1.2,0.7", *ONE, "--distortion", 1),
}


@pytest.fixture
def theory(tmp_path):
    return lambda *arguments: parsed("theory", *arguments, cwd=tmp_path)


@pytest.mark.parametrize("topic", TOPICS)
def test_the_topic_explains_itself(tmp_path, topic):
    text = result("theory", topic, "--help", cwd=tmp_path)
    assert "Examples:" in text and f"ceo-verify theory {topic}" in text and "--json" in text
    with open(os.path.join(SOURCE, "docs/theory.md"), encoding="utf-8") as page:
        assert f"## {topic}\n" in page.read()
    text = result("theory", topic, *TOPICS[topic], cwd=tmp_path)
    for word in ("ZTW", "independent, Gaussian", "nat", "bit", "D = "):
        assert word in text, text
    assert max(map(len, text.splitlines())) <= 100


def test_boundary_has_stable_keys(theory):
    found = theory("boundary", "--alpha", "1,0.5", *LAYERS, "--distortion", 3)
    assert set(found) == {
        "distortion", "d_min", "alpha", "rates_nats", "objective_nats", "lambda", "kkt_residual",
        "layer_distortion", "layer_rates_nats", "r_nats", "a", "iterations",
    }  # fmt: skip
    assert found["alpha"] == [1, 0.5] and found["d_min"] == pytest.approx(1.5, rel=1e-15)
    assert sum(found["layer_distortion"]) == pytest.approx(3, rel=1e-12)
    assert found["kkt_residual"] < 1e-10
    cost = sum(p * r for p, r in zip(found["alpha"], found["rates_nats"]))
    assert found["objective_nats"] == pytest.approx(cost, rel=1e-14)
    for k in range(2):
        assert found["rates_nats"][k] == pytest.approx(
            sum(layer[k] for layer in found["layer_rates_nats"]), rel=1e-14
        )
    for layer, noise in enumerate((1, 2)):
        for k in range(2):
            rate = -0.5 * math.log1p(-noise * found["a"][layer][k])
            assert found["r_nats"][layer][k] == pytest.approx(rate, rel=1e-10)


@pytest.mark.parametrize("distortion, rate", [(2, 1.803), (3, 1.013), (4, 0.730)])
def test_symmetric_points(theory, distortion, rate):
    found = theory("boundary", "--alpha", "1,1", *LAYERS, "--distortion", distortion)
    assert found["objective_nats"] / 2 == pytest.approx(rate, abs=5e-4)
    origin = theory("member", "--rates", "0,0", *LAYERS, "--distortion", distortion)
    assert origin["distance_nats"] == pytest.approx(found["objective_nats"] / 2, abs=1e-8)


def test_a_cheap_worker_does_everything(theory):
    found = theory("boundary", "--alpha", "1,0.01", *LAYERS, "--distortion", 4)
    assert found["rates_nats"][0] == 0
    assert found["rates_nats"][1] == pytest.approx(1.9023, abs=5e-5)
    assert found["layer_distortion"][0] == pytest.approx(1.477, abs=5e-4)
    assert found["objective_nats"] == pytest.approx(0.0190, abs=5e-5)
    swapped = theory("boundary", "--alpha", "0.01,1", *LAYERS, "--distortion", 4)
    assert swapped["rates_nats"] == found["rates_nats"][::-1]


def test_one_price_for_all_workers(theory):
    shared = ("--var-x", 1, "--var-n", 1, "--workers", 10, "--distortion", 0.2)
    found = theory("boundary", "--alpha", 1, *shared)
    assert found["objective_nats"] == pytest.approx(5 * math.log(2) + 0.5 * math.log(6), rel=1e-12)


def test_member_inside_and_outside(theory):
    edge = theory("boundary", "--alpha", "2,1", *LAYERS, "--distortion", 3)["rates_nats"]
    for shift in (-0.2, 0.1):
        rates = ",".join(repr(rate + shift) for rate in edge)
        found = theory("member", "--rates", rates, *LAYERS, "--distortion", 3)
        assert found["inside"] is (shift > 0)
        assert found["distance_nats"] == pytest.approx(-shift, abs=2e-9)
        assert 0 <= found["uncertainty_nats"] < 2e-9
        assert sum(found["alpha"]) == pytest.approx(1, rel=1e-12) and min(found["alpha"]) >= 0
        # The certificate repeats by the other topic.
        prices = ",".join(map(repr, found["alpha"]))
        least = theory("boundary", "--alpha", prices, *LAYERS, "--distortion", 3)
        spent = sum(p * float(r) for p, r in zip(found["alpha"], rates.split(",")))
        assert least["objective_nats"] - spent == pytest.approx(found["distance_nats"], abs=1e-11)
    text = result("theory", "member", "--rates", "0.1,0.1", *ONE, "--distortion", 1, cwd="/")
    assert "outside" in text and "Certificate" in text


AT = ("--distortion", 4)
BAD = {
    "no prices": (["boundary", *LAYERS, *AT], ["--alpha"]),
    "price 0": (["boundary", "--alpha", "1,0", *LAYERS, "--distortion", 2], ["infimum", "not attained"]),
    "price 0 where that worker suffices": (["boundary", "--alpha", "1,0", *LAYERS, *AT], ["minimum is 0"]),
    "price below 0": (["boundary", "--alpha", "1,-1", *LAYERS, *AT], ["worker 2", "-1"]),
    "prices of another length": (["boundary", "--alpha", "1,2,3", *LAYERS, *AT], ["--alpha", "3 values for 2"]),
    "no layers": (["boundary", "--alpha", "1,2", *AT], ["--var-x", "--layer"]),
    "both forms": (["boundary", "--alpha", "1,2", *ONE, *LAYERS, *AT], ["--layer"]),
    "unequal layers": (
        ["boundary", "--alpha", "1,2", "--layer", "var-x=1;var-n=1,1", "--layer", "var-x=1;var-n=1", *AT],
        ["layer 2", "1 values"],
    ),
    "D at Dmin": (["boundary", "--alpha", "1,2", *LAYERS, "--distortion", 1.5], ["not feasible", "1.5"]),
    "member without rates": (["member", *LAYERS, *AT], ["--rates"]),
    "member of another length": (["member", "--rates", "1", *LAYERS, *AT], ["--rates", "1 values for 2"]),
    "member, infinite rate": (["member", "--rates", "1,inf", *LAYERS, *AT], ["worker 2", "inf"]),
    "member at Dmin": (["member", "--rates", "1,1", *LAYERS, "--distortion", 1], ["not feasible"]),
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
