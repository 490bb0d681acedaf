"""scripts/fetch-datasets: hashes, kept files, clear words. Everything comes from a folder (file:) or
from this machine, so that the test needs no network."""

import hashlib
import os
import pathlib
import re
import subprocess

import pytest

SOURCE = pathlib.Path(os.environ["CEO_SOURCE"])
SCRIPT = SOURCE / "scripts" / "fetch-datasets"
CONTENT = b"numbers of a small data set\n"
HASH = hashlib.sha256(CONTENT).hexdigest()


def fetch(tmp_path, *arguments, code=0, url=None, sha=HASH):
    """Runs the script with a table of one data set, `made`."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "made.bin").write_bytes(CONTENT)
    table = tmp_path / "table.txt"
    table.write_text(f"terms made: free\nfile made {sha} {url or home.as_uri() + '/made.bin'}\n")
    done = subprocess.run(
        ["timeout", "60", str(SCRIPT), *arguments],
        cwd=tmp_path,
        env={**os.environ, "CEO_DATASETS_TABLE": str(table), "no_proxy": "*"},
        capture_output=True,
        text=True,
        check=False,
    )
    if "curl is absent" in done.stderr:
        pytest.skip("curl is absent")
    assert done.returncode == code, done.stderr
    return done.stdout + done.stderr


def test_fetches_and_keeps(tmp_path):
    text = fetch(tmp_path, "made")
    assert "terms: free" in text and "is complete" in text
    file = tmp_path / "data" / "made" / "made.bin"
    assert file.read_bytes() == CONTENT
    assert "is there" in fetch(tmp_path, "made")
    assert (tmp_path / "data" / "made").is_dir() and len(list(file.parent.iterdir())) == 1


def test_another_folder(tmp_path):
    fetch(tmp_path, "made", "-d", "elsewhere")
    assert (tmp_path / "elsewhere" / "made" / "made.bin").is_file()


def test_a_wrong_hash_keeps_nothing(tmp_path):
    text = fetch(tmp_path, "made", code=1, sha="0" * 64)
    assert HASH in text and "0" * 64 in text and "Nothing was kept" in text
    assert list((tmp_path / "data" / "made").iterdir()) == []


def test_a_foreign_file_in_the_way_is_kept(tmp_path):
    (tmp_path / "data" / "made").mkdir(parents=True)
    file = tmp_path / "data" / "made" / "made.bin"
    file.write_bytes(b"mine")
    assert "another SHA-256" in fetch(tmp_path, "made", code=1)
    assert file.read_bytes() == b"mine"


def test_no_network(tmp_path):
    text = fetch(tmp_path, "made", code=1, url="http://127.0.0.1:9/made.bin")
    assert "no network way" in text and "copy data/made" in text
    assert list((tmp_path / "data" / "made").iterdir()) == []


def test_a_file_that_has_gone(tmp_path):
    text = fetch(tmp_path, "made", code=1, url=tmp_path.as_uri() + "/gone.bin")
    assert "cannot be fetched" in text and HASH in text


def test_unknown_names(tmp_path):
    assert "there is no data set 'mnits'; there are: made" in fetch(tmp_path, "mnits", code=1)
    assert "--list" in fetch(tmp_path, code=1)
    assert "unknown option" in fetch(tmp_path, "--all", code=1)


def test_the_table_of_the_project():
    lines = (SOURCE / "datasets" / "sources.txt").read_text().splitlines()
    files = [line for line in lines if line.startswith("file ")]
    terms = {re.match(r"terms (\w+): .+", line)[1] for line in lines if line.startswith("terms ")}
    assert len(files) >= 9
    for line in files:
        match = re.fullmatch(r"file (\w+) [0-9a-f]{64} https?://\S+", line)
        assert match and match[1] in terms, line
    listed = subprocess.run([str(SCRIPT), "--list"], capture_output=True, text=True, check=True).stdout
    assert "mnist: handwritten digits" in listed and "non-commercial" in listed
