"""The program from outside: results, streams, files, signals."""

import json
import math
import os
import signal
import subprocess
import sys
import time

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, PROGRAM, SOURCE, environment, parsed, result, run  # noqa: E402

COMMANDS = ["run", "plan", "list", "show", "info", "merge", "reproduce", "diff", "doctor", "theory"]
COMMANDS += ["theory channel", "replay", "report", "history", "history pool", "history bisect"]
PLANNED = ["thm2.unbiased", "thm2.distortion"]  # by the plan of these tests
CLAIMS = PLANNED + ["thm2.rates", "thm2.region", "thm2.classical", "cor1.layers", "lem1.vertex"]
CLAIMS += ["p20.convex", "p20.wireless", "cor2.sumrate", "cor2.heterogeneous", "rem4.gain"]
CLAIMS += ["lem3.information", "lem4.information", "thm1.convergence", "cor3.iterations"]
CLAIMS += ["fig7.signsgd", "fig7.recorded", "fig8.delta", "asm1.gaussian", "asm1.recorded"]
CLAIMS += ["asm2.independent", "asm2.recorded", "thm2.recorded", "fig6.statistics"]
CLAIMS += ["tab1.published", "fig5.published", "liu.ring"]
CLAIMS += [f"{row}.{model}" for model in ("resnet20", "resnet50") for row in ("asm1", "asm2", "fig6", "fig7")]


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """A folder with a run file of the tiny plan without controls."""
    folder = tmp_path_factory.mktemp("finished")
    (folder / "tiny.toml").write_text(PLAN)
    result("run", "tiny.toml", "--no-controls", "-o", "run.h5", cwd=folder)
    return folder


# Help and version


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(folder, command):
    text = result(*command.split(), "--help", cwd=folder)
    assert "Examples:" in text
    assert "ceo-verify " + command.split()[0] in text
    if command != "theory":
        assert "--json" in text and "--quiet" in text


def test_alone_it_prints_help(folder):
    text = result(cwd=folder)
    assert text == result("--help", cwd=folder)
    for command in (name for name in COMMANDS if " " not in name):
        assert command in text


def test_version(folder):
    assert result("--version", cwd=folder).startswith("ceo-verify 0.")


# Claims


def test_list_names_every_claim(folder):
    assert [claim["id"] for claim in parsed("list", cwd=folder)["claims"]] == CLAIMS
    text = result("list", cwd=folder)
    assert all(claim in text for claim in CLAIMS)


@pytest.mark.parametrize("claim", CLAIMS)
def test_show_tells_quantities_and_controls(folder, claim):
    shown = parsed("show", claim, cwd=folder)
    assert shown["id"] == claim and shown["quantities"] and shown["controls"]
    text = result("show", claim, cwd=folder)
    for part in shown["quantities"] + shown["controls"]:
        assert part["id"] in text
    assert max(map(len, text.splitlines())) <= 100


@pytest.mark.parametrize("claim", CLAIMS)
def test_docs_describe_the_claim(claim, folder):
    with open(os.path.join(SOURCE, "docs/claims.md"), encoding="utf-8") as page:
        text = page.read()
    shown = parsed("show", claim, cwd=folder)
    assert f"## {claim}" in text
    for part in shown["quantities"] + shown["controls"]:
        assert f"`{part['id']}`" in text


# Plans


def test_plan_shows_what_would_run(folder):
    plan = parsed("plan", "tiny.toml", cwd=folder)
    assert plan["plan"] == "tiny" and plan["seed"] == 5
    assert {cell["id"] for cell in plan["cells"]} >= {"one", "pair"}
    assert len(plan["findings"]) == 8 and len(plan["controls"]) == 7
    assert all(control["samples"] >= control["needed"] for control in plan["controls"])
    assert math.isclose(sum(f["level"] for f in plan["findings"]), 1e-3)
    assert not os.path.exists(folder / "results")


def test_options_change_the_plan(folder):
    plan = parsed("plan", "tiny.toml", "--seed", 9, "--samples", "1e6", "--no-controls", cwd=folder)
    assert plan["seed"] == 9 and not plan["controls"]
    assert all(cell["samples"] >= 10**6 for cell in plan["cells"])
    finer = parsed("plan", "tiny.toml", "--precision", "1e-3", "--no-controls", cwd=folder)
    assert all(f["expected_resolution"] <= 1e-3 for f in finer["findings"])
    changed = parsed("plan", "tiny.toml", "--set", "plan.budget=1e-8", cwd=folder)
    assert changed["budget"] == 1e-8


def test_plans_are_found_by_name(folder):
    assert parsed("plan", "quick", cwd=folder)["plan"] == "quick"
    os.mkdir(folder / "mine")
    (folder / "mine/special.toml").write_text(PLAN.replace('"tiny"', '"special"'))
    done = run("plan", "special", cwd=folder, env=environment(CEO_PLANS=str(folder / "mine")))
    assert done.returncode == 0, done.stderr
    os.makedirs(folder / "datasets/plans")
    (folder / "datasets/plans/near.toml").write_text(PLAN.replace('"tiny"', '"near"'))
    assert parsed("plan", "near", cwd=folder)["plan"] == "near"


# Runs


def test_a_run_holds_and_rejects_every_control(folder):
    record = parsed("run", "tiny.toml", cwd=folder)
    assert record["exit_code"] == 0 and record["complete"]
    assert record["file"] == "results/tiny-5.h5"
    assert os.path.getsize(folder / "results/tiny-5.h5") > 0
    for claim in record["claims"]:
        assert claim["verdict"] == "holds" and claim["as_expected"], claim
        assert claim["controls_rejected"] == claim["controls"] >= 3
    for control in record["controls"]:
        assert control["finding"]["verdict"] == "disagree", control["control"]


def test_the_ledger_is_readable(folder):
    done = run("run", "tiny.toml", "--no-controls", "--seed", "8", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert all(claim in done.stdout for claim in PLANNED)
    assert "2 of 2 claims as expected" in done.stdout
    assert "results/tiny-8.h5" in done.stdout
    assert "\033" not in done.stdout + done.stderr
    assert max(map(len, done.stdout.splitlines())) <= 100
    assert "tiny" in done.stderr  # what runs is told on stderr


def test_quiet_leaves_stderr_empty(folder):
    done = run("run", "tiny.toml", "--no-controls", "--quiet", cwd=folder)
    assert done.returncode == 0 and done.stderr == "" and "holds" in done.stdout


def test_an_unresolved_claim_is_exit_code_3(folder):
    record = parsed(
        "run", "tiny.toml", "--no-controls", "--set", "plan.resolution=1e-5", cwd=folder, code=3
    )
    assert {claim["verdict"] for claim in record["claims"]} == {"unresolved"}


def test_a_time_limit_becomes_sample_counts(folder):
    record = parsed("run", "tiny.toml", "--no-controls", "--time", "1s", cwd=folder)
    again = parsed("info", record["file"], cwd=folder)
    assert again["content_sha256"] == record["content_sha256"]
    assert record["samples"] != 2 * 106496  # the plan's own count, in whole batches
    assert record["seconds"] < 60


def test_info_repeats_the_ledger(finished):
    text = result("info", "run.h5", cwd=finished)
    info = parsed("info", "run.h5", cwd=finished)
    assert info["content_sha256"] in text and info["provenance"]["version"] in text
    assert "holds" in text and "thm2.distortion" in text
    assert len(info["content_sha256"]) == 64


def test_provenance_names_no_machine_paths(finished):
    provenance = parsed("info", "run.h5", cwd=finished)["provenance"]
    assert provenance["command"] == "ceo-verify run tiny.toml --no-controls -o run.h5"
    assert os.uname().nodename not in provenance["command"]


def test_threads_and_packs_do_not_change_the_content(folder):
    def content(*options):
        result("run", "tiny.toml", "--no-controls", "-o", "x.h5", "--force", *options, cwd=folder)
        return parsed("info", "x.h5", cwd=folder)["content_sha256"]

    packs = [pack["name"] for pack in parsed("doctor", cwd=folder)["packs"]]
    assert "scalar" in packs and len(packs) >= 2
    hashes = {content("--threads", 1), content("--threads", 2)}
    hashes |= {content("--pack", pack) for pack in packs}
    assert len(hashes) == 1
    assert content("--seed", 6) not in hashes


def test_nothing_is_overwritten_without_force(finished):
    path = finished / "run.h5"
    before = path.read_bytes()
    done = run("run", "tiny.toml", "--no-controls", "-o", "run.h5", cwd=finished)
    assert done.returncode == 4 and "--force" in done.stderr and done.stdout == ""
    assert path.read_bytes() == before


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_the_run(folder, number, code):
    arguments = ["run", "tiny.toml", "--no-controls", "--samples", "1e14", "-o", "long.h5"]
    with subprocess.Popen(
        [PROGRAM, *arguments],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert "tiny" in process.stderr.readline()  # it is under way
        time.sleep(0.3)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert out == ""
    written = [name for name in os.listdir(folder) if name.startswith("long")]
    if written:  # a slice of work came to its end
        assert written == ["long.h5"] and "run --resume long.h5" in err
    else:
        assert "nothing was written" in err
    assert not [name for name in os.listdir(folder) if name.startswith(".")]


def test_plain_lines_without_a_terminal(folder):
    done = run("run", "tiny.toml", "--no-controls", cwd=folder)
    assert "\r" not in done.stderr


# Doctor


def test_doctor_checks_every_pack(folder):
    state = parsed("doctor", cwd=folder)
    assert state["healthy"] and all(pack["known_answers"] for pack in state["packs"])
    assert sum(pack["used"] for pack in state["packs"]) == 1
    assert state["threads"] >= 1 and "HDF5" in state["libraries"]
    text = result("doctor", cwd=folder)
    assert "known answers hold" in text and "CUDA" in text and "LibTorch" in text


# Theory


def channel(folder, *arguments):
    return parsed("theory", "channel", *arguments, cwd=folder)


def test_theory_channel_is_consistent_in_all_three_directions(folder):
    base = ("--var-x", "2", "--var-n", "1,2,4")
    first = channel(folder, *base, "--var-v", "0.5,1,3")
    rates = [0.5 * math.log(1 + n / v) for n, v in zip(first["var_n"], first["var_v"])]
    assert first["r_nats"] == pytest.approx(rates, rel=1e-14)
    assert first["r_bits"] == pytest.approx([r / math.log(2) for r in rates], rel=1e-14)
    assert first["a"] == pytest.approx([1 / 1.5, 1 / 3, 1 / 7], rel=1e-15)
    assert first["distortion"] == pytest.approx(1 / (1 / 1.5 + 1 / 3 + 1 / 7), rel=1e-15)
    assert sum(first["weights"]) == pytest.approx(1, rel=1e-15)
    assert first["d_min"] == pytest.approx(1 / 1.75, rel=1e-15)
    again = channel(folder, *base, "--rates", ",".join(map(repr, first["r_nats"])))
    assert again["var_v"] == pytest.approx(first["var_v"], rel=1e-13)
    # At one D the least sum rate is not above that of any other channel.
    best = channel(folder, *base, "--distortion", repr(first["distortion"]))
    assert best["distortion"] == pytest.approx(first["distortion"], rel=1e-13)
    assert sum(best["r_nats"]) <= sum(first["r_nats"]) + 1e-12


def test_theory_channel_knows_the_published_correction(folder):
    # sN2 = (1, 1, 10), D = 1, sX2 = 1: Rsum = 1.0397 nat (the draft formula gives 0.7002).
    point = channel(folder, "--var-x", 1, "--var-n", "1,1,10", "--distortion", 1)
    total = sum(point["r_nats"]) + 0.5 * math.log(1 + 1 / point["distortion"])
    assert total == pytest.approx(1.0397, abs=5e-5)
    assert point["var_v"][2] == "inf" and point["weights"][2] == 0


def test_theory_channel_repeats_single_values(folder):
    point = channel(folder, "--var-x", 1, "--var-n", 1, "--workers", 4, "--var-v", 3)
    assert point["distortion"] == 1 and point["weights"] == [0.25] * 4
    silent = channel(folder, "--var-x", 1, "--var-n", "1,2", "--var-v", "0.5,inf")
    assert silent["var_v"] == [0.5, "inf"] and silent["r_nats"][1] == 0


def test_theory_channel_explains_itself(folder):
    text = result("theory", "channel", "--var-x", 1, "--var-n", 1, "--distortion", 2, cwd=folder)
    for word in ("ZTW", "a_k", "independent", "nat", "bit", "Dmin"):
        assert word in text


def test_json_is_one_object(folder):
    for arguments in (["list"], ["show", CLAIMS[0]], ["doctor"], ["plan", "tiny.toml"]):
        assert isinstance(json.loads(result(*arguments, "--json", cwd=folder)), dict)
