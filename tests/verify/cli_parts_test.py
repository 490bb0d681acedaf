"""Shards, merges, resumed runs, reproduce, diff and info, from outside."""

import os
import shutil
import sys

import h5py
import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, SOURCE, parsed, result, run  # noqa: E402

sys.path.insert(0, os.path.join(SOURCE, "tests/host/io"))
os.environ.setdefault("CEO_WRITE_SAMPLE_RUN", "")  # not used here
from run_file_hashes import content_sha256  # noqa: E402

RUN = ("run", "tiny.toml", "--no-controls")


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The unbroken run and three shards of it."""
    folder = tmp_path_factory.mktemp("parts")
    (folder / "tiny.toml").write_text(PLAN)
    result(*RUN, "-o", "whole.h5", cwd=folder)
    for i in range(3):
        result(*RUN, "--shard", f"{i}/3", cwd=folder)
    return folder


@pytest.fixture
def folder(finished, tmp_path):
    shutil.copytree(finished, tmp_path / "copy")
    return tmp_path / "copy"


def shard(i):
    return f"results/tiny-5.shard-{i}-of-3.h5"


def content(path, cwd):
    return parsed("info", path, cwd=cwd)["content_sha256"]


# Shards and merges


def test_merged_shards_are_the_unbroken_run(folder):
    for order in ([0, 1, 2], [2, 0, 1]):
        merged = parsed("merge", *map(shard, order), "-o", "c.h5", "--force", cwd=folder)
        assert merged["complete"] and merged["exit_code"] == 0
        assert merged["content_sha256"] == content("whole.h5", folder)
        assert [claim["verdict"] for claim in merged["claims"]] == ["holds", "holds"]
        assert [session["shard"] for session in merged["sessions"]] == [f"{i}/3" for i in order]


def test_a_shard_says_what_it_is(folder):
    done = run(*RUN, "--shard", "0/2", "-o", "half.h5", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert "Shard 0 of 2 is done" in done.stdout and "Nothing is judged" in done.stdout
    info = parsed("info", "half.h5", cwd=folder)
    assert not info["complete"] and info["exit_code"] == 3
    assert info["sampled"] * 2 == pytest.approx(info["samples"], rel=0.1)
    assert {finding["verdict"] for finding in info["findings"]} == {"not run"}
    assert "shard 0/2" in result("info", "half.h5", cwd=folder)


def test_a_merge_with_a_gap_is_not_complete_and_goes_on(folder):
    part = parsed("merge", shard(0), shard(2), "-o", "gap.h5", cwd=folder, code=3)
    assert not part["complete"]
    text = result("merge", shard(0), shard(2), "-o", "gap.h5", "--force", cwd=folder, code=3)
    assert "run --resume gap.h5" in text
    rest = parsed("run", "--resume", "gap.h5", cwd=folder)
    assert rest["complete"] and rest["content_sha256"] == content("whole.h5", folder)
    assert len(rest["sessions"]) == 3


def test_the_default_output_of_merge(folder):
    merged = parsed("merge", shard(0), shard(1), shard(2), cwd=folder)
    assert merged["file"] == "results/tiny-5.h5"


@pytest.mark.parametrize(
    "files, words",
    [
        ([shard(0), shard(0)], ["the strips 0 to", "cell one", "shard-0-of-3"]),
        ([shard(0), "whole.h5"], ["whole.h5", "shard-0-of-3"]),
        ([shard(0), "seed.h5"], ["seed.h5", "config/canonical", "plan.seed"]),
        ([shard(0), "scale.h5"], ["scale.h5", "scale_exponent"]),
        ([shard(0), "schema.h5"], ["schema.h5", "schemas differ", "1.1"]),
    ],
)
def test_merge_refuses_and_says_what(folder, files, words):
    result(*RUN, "--seed", 6, "--shard", "1/3", "-o", "seed.h5", cwd=folder)
    for name in ("scale.h5", "schema.h5"):
        shutil.copy(folder / shard(1), folder / name)
    edited(folder / "scale.h5", lambda file: bump(file["totals/scale_exponent"]))
    edited(folder / "schema.h5", lambda file: file.attrs.modify("schema_version", "1.1"))
    done = run("merge", *files, "-o", "no.h5", cwd=folder)
    assert done.returncode == 2 and done.stdout == "", done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert not (folder / "no.h5").exists()


def bump(dataset):
    dataset[0] += 1


def edited(path, change):
    """Changes a run file as a foreign tool would, content hash included."""
    with h5py.File(path, "r+") as file:
        change(file)
        file.attrs.modify("content_sha256", content_sha256(file))


def test_merge_of_damaged_and_absent_files(folder):
    data = (folder / shard(1)).read_bytes()
    (folder / "torn.h5").write_bytes(data[: len(data) // 2])
    assert run("merge", shard(0), "torn.h5", "-o", "no.h5", cwd=folder).returncode == 4
    assert run("merge", shard(0), "absent.h5", "-o", "no.h5", cwd=folder).returncode == 4
    assert run("merge", shard(0), shard(1), "-o", "whole.h5", cwd=folder).returncode == 4
    assert run("merge", cwd=folder).returncode == 2


# Resumed runs


def test_resume_of_a_finished_run_says_so(folder):
    by_plan = ["tiny.toml", "--no-controls", "--resume", "-o", "whole.h5"]
    for arguments in (["--resume", "whole.h5"], by_plan):
        done = run("run", *arguments, cwd=folder)
        assert done.returncode == 0 and "is finished" in done.stderr and "holds" in done.stdout
    done = run("run", "--resume", shard(1), cwd=folder)
    assert done.returncode == 0 and "is finished" in done.stderr


def test_resume_of_a_lost_file_is_no_question_of_plans(folder):
    done = run("run", "--resume", "nosuch.h5", cwd=folder)
    assert done.returncode == 4 and "no such run file" in done.stderr and "plan" in done.stderr
    (folder / "text.h5").write_text("not a run")
    done = run("run", "--resume", "text.h5", cwd=folder)
    assert done.returncode == 4 and "not an HDF5 file" in done.stderr


def test_a_plan_without_samples_has_no_shards(folder):
    (folder / "host.toml").write_text('[plan]\nname = "ring"\n[claims."liu.ring"]\n')
    done = run("run", "host.toml", "--shard", "0/2", cwd=folder)
    assert done.returncode == 2 and "samples nothing" in done.stderr
    assert not any(path.name.startswith("ring") for path in (folder / "results").glob("*"))


def test_resume_returns_the_code_of_the_file(folder):
    options = (*RUN, "--set", "plan.resolution=1e-5", "-o", "coarse.h5")
    result(*options, cwd=folder, code=3)
    assert run("run", "--resume", "coarse.h5", cwd=folder).returncode == 3


def test_resume_without_a_file_begins(folder):
    record = parsed(*RUN, "--resume", "-o", "new.h5", cwd=folder)
    assert record["content_sha256"] == content("whole.h5", folder)


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        ([*RUN, "--seed", "9", "--resume", "-o", "whole.h5"], 2, ["whole.h5", "plan.seed"]),
        (["run", "--resume", "whole.h5", "--seed", "9"], 2, ["--seed"]),
        (["run", "--resume", "whole.h5", "-o", "x.h5"], 2, ["--output"]),
        ([*RUN, "--shard", "1/3", "--resume", "-o", shard(0)], 2, ["0/3", "1/3"]),
        ([*RUN, "--shard", "3/3"], 2, ["--shard", "3/3"]),
        ([*RUN, "--shard", "x"], 2, ["--shard", "'x'"]),
        ([*RUN, "--checkpoint", "soon"], 2, ["--checkpoint", "soon"]),
        ([*RUN, "-o", shard(0)], 4, ["part of a run", "--resume", "--force"]),
        ([*RUN, "-o", "whole.h5"], 4, ["exists already", "--force"]),
        (["run", "--resume", "absent.h5"], 4, ["absent.h5"]),
        (["reproduce", "absent.h5"], 4, ["absent.h5"]),
        (["diff", "whole.h5", "absent.h5"], 4, ["absent.h5"]),
        (["diff", "whole.h5"], 2, ["B"]),
        (["reproduce", "whole.h5", "-o", "whole.h5"], 4, ["whole.h5", "--force"]),
    ],
)
def test_bad_input(folder, arguments, code, words):
    before = sorted(os.listdir(folder))
    done = run(*arguments, cwd=folder)
    assert done.returncode == code and done.stdout == "", done.stderr
    assert all(word in done.stderr for word in words), done.stderr
    assert sorted(os.listdir(folder)) == before


# Reproduce and diff


def test_reproduce_gives_the_same_bits(folder):
    os.remove(folder / "tiny.toml")  # from the file alone
    again = parsed("reproduce", "whole.h5", cwd=folder)
    assert again["tier"] == "bits" and again["same_verdicts"]
    assert again["content_sha256"] == content("whole.h5", folder)
    assert "The same bits" in result("reproduce", "whole.h5", "-o", "again.h5", cwd=folder)
    assert content("again.h5", folder) == content("whole.h5", folder)
    assert parsed("reproduce", shard(1), cwd=folder)["tier"] == "bits"


def test_reproduce_names_the_tier_and_the_first_difference(folder):
    def nudge(file):
        file["moments/0001/sums"][2, 7, 1] ^= 1  # the last bit of one sum

    edited(folder / "whole.h5", nudge)
    done = run("reproduce", "whole.h5", cwd=folder)
    assert done.returncode == 3, done.stderr
    assert f"moments/0001/sums[{2 * 256 + 7}]" in done.stdout
    assert "Statistics agree" in done.stdout and "two-sample tests" in done.stdout


def test_reproduce_finds_wrong_statistics(folder):
    def shift(file):
        sums = file["moments/0001/sums"][()]
        sums[1, :, 1] = sums[1, :, 1] * 11 // 10  # e^2, a tenth larger
        file["moments/0001/sums"][...] = sums

    edited(folder / "whole.h5", shift)
    again = parsed("reproduce", "whole.h5", cwd=folder, code=1)
    assert again["tier"] == "none" and not again["statistics_agree"]
    assert again["first_difference"]["dataset"].startswith("moments/0001/sums[")


def test_diff(folder):
    assert parsed("diff", "whole.h5", "whole.h5", cwd=folder)["same"]
    result(*RUN, "--seed", 6, "-o", "other.h5", cwd=folder)
    diff = parsed("diff", "whole.h5", "other.h5", cwd=folder, code=1)
    assert not diff["same"] and diff["statistics_agree"]
    assert "plan.seed" in diff["first_difference"]["values"]
    text = result("diff", "whole.h5", "other.h5", "--all", cwd=folder, code=1)
    for words in ("e^2 of pair", "thm2.distortion distortion at one", "+-", "config/canonical"):
        assert words in text
    part = parsed("diff", "whole.h5", shard(0), cwd=folder, code=1)
    assert part["first_difference"]["dataset"] == "moments/0000/range"
    assert part["findings"] == [] and len(part["moments"]) == 12


# Info


@pytest.mark.parametrize("name", ["whole.h5", shard(0), "c.h5"])
def test_info_has_the_provenance_in_thirty_lines(folder, name):
    result("merge", *map(shard, range(3)), "-o", "c.h5", cwd=folder)
    text = result("info", name, cwd=folder)
    provenance = text.split("\n\n")[0]
    assert len(provenance.splitlines()) <= 30
    assert max(map(len, provenance.splitlines())) <= 120
    provenance = " ".join(provenance.split())
    schema = "schema 2.0" if name == shard(0) else "schema 1.3"
    for words in ("content_sha256", "commit", "flags", "libraries", "work tree", schema):
        assert words in provenance
    if name == "c.h5":
        assert "3 processes" in provenance
    else:
        assert "skipped devices" in provenance


def test_info_calls_what_is_not_recorded_unknown(folder):
    text = result("info", os.path.join(SOURCE, "reports/published/quick-1.h5"), cwd=folder)
    assert "unknown" in text  # written before idle devices were recorded


def test_published_runs_keep_their_hash(folder):
    for name in ("quick-1", "quick-2"):
        path = os.path.join(SOURCE, "reports/published", name + ".h5")
        with h5py.File(path) as file:
            assert content(path, folder) == file.attrs["content_sha256"]
