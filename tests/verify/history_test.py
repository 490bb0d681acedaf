"""`ceo-verify history`: the page of many runs, their sum, what changed."""

import pathlib
import shutil
import subprocess

import h5py
import pytest

from program import PLAN, SOURCE, parsed, result, run


@pytest.fixture(scope="module")
def nights(tmp_path_factory):
    folder = tmp_path_factory.mktemp("history")
    (folder / "tiny.toml").write_text(PLAN, encoding="utf-8")
    for seed in (1, 2, 3):
        result("run", "tiny.toml", "--no-controls", "--seed", seed, "-o", f"nights/{seed}.h5",
               cwd=folder)
    return folder


def test_the_page_has_every_run_and_claim(nights):
    text = result("history", "nights", cwd=nights)
    assert text.rstrip().endswith("nights/history.html")
    page = (nights / "nights/history.html").read_text(encoding="utf-8")
    for word in ("1.h5", "2.h5", "3.h5", "thm2.unbiased", "thm2.distortion", "3 of 3 runs"):
        assert word in page, word
    result("history", "nights", cwd=nights)  # made anew after every night
    assert (nights / "nights/history.html").read_text(encoding="utf-8") == page


def test_the_page_is_sound_html(nights):
    result("history", "nights", "-o", "page.html", cwd=nights)
    done = subprocess.run(["tidy", "-errors", "-quiet", "page.html"], cwd=nights,
                          capture_output=True, text=True, check=False)
    assert "Error" not in done.stderr, done.stderr


def test_pool_adds_and_says_what_it_rests_on(nights):
    pooled = parsed("history", "pool", "nights", cwd=nights)
    assert pooled["nights"] == pooled["look"] == 3
    assert {claim["verdict"] for claim in pooled["claims"]} == {"holds"}
    assert {entry["seed"] for entry in pooled["counted"]} == {1, 2, 3}
    distortion = [f for f in pooled["findings"] if f["quantity"] == "distortion"]
    assert all(f["level"] == pytest.approx(f["whole_level"] / 12) for f in distortion)
    text = result("history", "pool", "nights", "--all", cwd=nights)
    assert "however often one looks" in " ".join(text.split())


def test_what_is_only_reported_is_no_alarm(nights):
    result("run", "paper", "--seed", 1, "-o", "paper.h5", cwd=nights)
    text = result("history", "pool", "paper.h5", cwd=nights)
    assert "reported" in text and "Not as it should be" not in text


def test_one_night_may_be_pooled(nights):
    assert parsed("history", "pool", "nights/1.h5", cwd=nights)["nights"] == 1


def test_bisect_names_the_first_run_that_changed(nights):
    result("history", "bisect", "thm2.distortion", "nights", cwd=nights)
    folder = nights / "changed"
    shutil.copytree(nights / "nights", folder)
    with h5py.File(folder / "3.h5", "r") as file:
        commit = file["provenance"].attrs["commit"]
    # The plan asks for more than its samples give: the verdict changes.
    result("run", "tiny.toml", "--no-controls", "--seed", 4, "--set", "plan.resolution=1e-6",
           "--samples", 100000, "-o", "changed/4.h5", cwd=nights, code=3)
    change = parsed("history", "bisect", "thm2.distortion", "changed", cwd=nights, code=1)
    first = change["changes"][0]
    assert first["before"]["file"] == "changed/3.h5" and first["after"]["file"] == "changed/4.h5"
    assert (first["before"]["verdict"], first["after"]["verdict"]) == ("holds", "unresolved")
    assert first["before"]["commit"] == commit
    text = result("history", "bisect", "thm2.distortion", "changed", cwd=nights, code=1)
    assert "from 'holds' to 'unresolved'" in text


@pytest.mark.parametrize("arguments, code, words", [
    (("history",), 2, "no runs were named"),
    (("history", "nowhere"), 4, "nowhere"),
    (("history", "pool", "empty"), 2, "holds no run file"),
    (("history", "bisect", "thm2.distorsion", "nights"), 2, "Did you mean 'thm2.distortion'?"),
    (("history", "nights", "-o", "nights/9.h5"), 2, "ends in .html"),
])
def test_bad_input_is_told(nights, arguments, code, words):
    (nights / "empty").mkdir(exist_ok=True)
    done = run(*arguments, cwd=nights)
    assert done.returncode == code, done.stderr
    assert words in done.stderr


def test_a_damaged_night_does_not_hide_the_others(nights):
    folder = nights / "damaged"
    shutil.copytree(nights / "nights", folder)
    (folder / "2.h5").write_bytes((folder / "2.h5").read_bytes()[:5000])
    pooled = parsed("history", "pool", "damaged", cwd=nights)
    assert pooled["nights"] == 2
    assert [pathlib.Path(item["file"]).name for item in pooled["left_out"]] == ["2.h5"]


def nightly(folder, *arguments):
    return subprocess.run([pathlib.Path(SOURCE) / "scripts/nightly", *arguments], cwd=folder,
                          capture_output=True, text=True, check=False)


def test_nightly_has_the_seed_of_the_date_and_may_start_twice(nights):
    options = ("--plan", nights / "tiny.toml", "--folder", nights / "auto", "--date", "2026-11-05")
    done = nightly(nights, *options)
    assert done.returncode == 0, done.stderr
    file = nights / "auto/tiny-2026-11-05.h5"
    assert parsed("info", file, cwd=nights)["seed"] == 20261105
    assert (nights / "auto/tiny-2026-11-05.html").exists()
    assert (nights / "auto/history.html").exists()
    before = file.read_bytes()
    again = nightly(nights, *options)
    assert again.returncode == 0, again.stderr
    assert file.read_bytes() == before
    assert "2026-11-05" in (nights / "auto/tiny-2026-11-05.log").read_text(encoding="utf-8")


def test_nightly_refuses_a_date_that_is_none(nights):
    done = nightly(nights, "--date", "yesterday")
    assert done.returncode == 2
    assert "YYYY-MM-DD" in done.stderr
