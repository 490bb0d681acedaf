"""`ceo-verify report --bundle`: a bare folder that is read and repeated without the sources."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

from program import PLAN, PROGRAM, environment, parsed, result, run

HEADINGS = ("ACM artifact badges", "Artifacts available", "Artifacts evaluated: functional",
            "Artifacts evaluated: reusable", "Results reproduced", "Results replicated",
            "NeurIPS paper checklist", "Claims", "Limitations",
            "Experimental result reproducibility", "Open access to data and code",
            "Experiment statistical significance", "Experiments compute resources",
            "Licences for existing assets", "New assets")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("bundle")
    (folder / "tiny.toml").write_text(PLAN, encoding="utf-8")
    result("run", "tiny.toml", "--no-controls", "-o", "tiny.h5", cwd=folder)
    result("report", "tiny.h5", "--bundle", "made", cwd=folder)
    return folder


@pytest.fixture
def bare(made, tmp_path):
    """The bundle alone, elsewhere."""
    return pathlib.Path(shutil.copytree(made / "made", tmp_path / "bare"))


def test_it_is_whole(bare, made):
    sums = (bare / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {line.split("  ", 1)[1] for line in sums}
    present = {str(path.relative_to(bare)) for path in bare.rglob("*") if path.is_file()}
    assert present == listed | {"SHA256SUMS"}
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=bare, check=True)
    assert (bare / "run.h5").read_bytes() == (made / "tiny.h5").read_bytes()
    figures = list((bare / "figures").iterdir())
    assert {path.suffix for path in figures} == {".svg", ".pdf"}
    for path in figures:
        head = path.read_bytes()[:5]
        assert head == (b"%PDF-" if path.suffix == ".pdf" else b"<svg "), path


def test_it_repeats_with_its_one_command(bare):
    env = environment(PATH=f"{pathlib.Path(PROGRAM).parent}:{os.environ['PATH']}")
    done = subprocess.run(["./repeat.sh"], cwd=bare, env=env, capture_output=True, text=True,
                          check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    claims = (bare / "claims.md").read_text(encoding="utf-8")
    for line in claims.splitlines():
        if not line.startswith("| thm2."):
            continue
        _, claim, _, command, expected, _ = re.split(r"(?<!\\)\|", line)
        row = subprocess.run(command.strip().strip("`"), shell=True, cwd=bare, capture_output=True,
                             text=True, check=True).stdout
        assert row.split()[0] == claim.strip()
        assert row.rstrip().endswith(expected.split("(")[0].strip())
    again = parsed("info", bare / "again.h5", cwd=bare)
    assert again["content_sha256"] in (bare / "README.md").read_text(encoding="utf-8")


def test_a_changed_file_is_found_out(bare):
    (bare / "plan.toml").write_text("changed", encoding="utf-8")
    done = subprocess.run(["./repeat.sh", PROGRAM], cwd=bare, capture_output=True, text=True,
                          check=False)
    assert done.returncode != 0
    assert not (bare / "again.h5").exists()


def test_the_metadata_name_every_file(bare):
    crate = json.loads((bare / "ro-crate-metadata.json").read_text(encoding="utf-8"))
    assert crate["@context"] == "https://w3id.org/ro/crate/1.1/context"
    items = {item["@id"]: item for item in crate["@graph"]}
    assert items["ro-crate-metadata.json"]["about"] == {"@id": "./"}
    parts = {part["@id"] for part in items["./"]["hasPart"]}
    for part in parts:
        assert items[part]["contentSize"] == str((bare / part).stat().st_size)
    assert parts | {"SHA256SUMS", "ro-crate-metadata.json"} == {
        str(path.relative_to(bare)) for path in bare.rglob("*") if path.is_file()}
    references = [value["@id"] for item in items.values() for value in item.values()
                  if isinstance(value, dict) and "@id" in value]
    assert all(name in items or name.startswith("https://w3id.org/") for name in references)


def test_the_readme_answers_by_heading(bare):
    text = (bare / "README.md").read_text(encoding="utf-8")
    titles = {line.lstrip("#").strip() for line in text.splitlines() if line.startswith("#")}
    assert set(HEADINGS) <= titles
    assert "nothing here needs a network" in text
    page = (bare / "index.html").read_text(encoding="utf-8")
    assert 'src="http' not in page and "<script" not in page


@pytest.mark.parametrize("arguments, code, words", [
    (("tiny.h5", "--bundle", "made"), 4, "not empty"),
    (("tiny.h5", "--bundle", "tiny.toml"), 4, "a file stands"),
    (("tiny.h5", "tiny.h5", "--bundle", "two"), 2, "one run file"),
    (("absent.h5", "--bundle", "none"), 4, "absent.h5"),
    (("tiny.h5", "--bundle", "x", "--format", "md"), 2, "excludes"),
])
def test_bad_input_is_told(made, arguments, code, words):
    done = run("report", *arguments, cwd=made)
    assert done.returncode == code, done.stderr
    assert words in done.stderr
    assert not (made / "none").exists()


def test_force_writes_over_a_bundle(made):
    result("report", "tiny.h5", "--bundle", "made", "--force", cwd=made)
