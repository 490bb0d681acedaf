"""What stands in the way of the files that are written, and what is no file at all."""

import hashlib
import os
import socket
import stat

import pytest
from hostile_program import MEMORY, VERIFY, Done
from peak_memory import peak

# --- What stands in the way -----------------------------------------------------------------------

PLAN = """
[plan]
name = "tiny"
seed = 1
resolution = 0.1
controls = false
[points.a]
var_x = 1.0
var_n = [1.0, 2.0]
rates = 0.5
[claims."thm2.distortion"]
samples = 8192
"""


@pytest.fixture()
def plan(tmp_path):
    path = tmp_path / "tiny.toml"
    path.write_text(PLAN)
    return path


def companion(output, end):
    """The names of docs/running.md: what the program puts beside its output."""
    return output.parent / (".ceo-verify-" + hashlib.sha256(output.name.encode()).hexdigest()[:16] + end)


@pytest.mark.parametrize("force", [[], ["--force"]])
def test_a_symbolic_link_at_the_output_is_refused(plan, tmp_path, force):
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    output = tmp_path / "x.h5"
    for target in (precious, tmp_path / "nowhere", tmp_path / "x.h5", "/dev/null"):
        output.symlink_to(target)
        done = Done(["run", plan, "-o", output, *force])
        assert done.code == 4 and "symbolic link" in done.err and "x.h5" in done.err, done.err
        assert output.is_symlink()
        output.unlink()
    assert precious.read_text() == "mine" and not (tmp_path / "nowhere").exists()


def test_a_link_among_the_folders_is_followed(plan, tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "results").symlink_to("disk")
    assert Done(["run", plan, "-o", tmp_path / "results/x.h5"]).code == 0
    assert (tmp_path / "disk/x.h5").is_file()


def test_a_trap_under_the_name_of_the_lock(plan, tmp_path):
    precious = tmp_path / "precious.txt"
    precious.write_text("mine")
    output = tmp_path / "x.h5"
    lock = companion(output, ".lock")

    def refused():
        done = Done(["run", plan, "-o", output])
        assert done.code == 4 and lock.name in done.err and "Remove it" in done.err, done.err
        assert done.seconds < 60 and not output.exists()

    lock.symlink_to(precious)
    refused()
    lock.unlink()
    os.mkfifo(lock)
    refused()
    lock.unlink()
    lock.mkdir()
    refused()
    lock.rmdir()
    with socket.socket(socket.AF_UNIX) as listener:
        before = os.getcwd()
        os.chdir(tmp_path)
        listener.bind(lock.name)
        os.chdir(before)
        refused()
    lock.unlink()
    assert precious.read_text() == "mine"


@pytest.mark.skipif(os.geteuid() != 0, reason="needs two users: run as root")
def test_files_of_another_user_are_in_the_way(plan, tmp_path):
    """A folder for everybody, with the sticky bit, and a stranger's file under our names."""
    stranger, nobody = 12345, 65534
    for parent in [tmp_path, *tmp_path.parents]:
        os.chmod(parent, os.stat(parent).st_mode | stat.S_IXOTH | stat.S_IROTH) if parent.owner() == "root" else None
    folder = tmp_path / "everybody"
    folder.mkdir()
    os.chmod(folder, 0o1777)
    output = folder / "x.h5"
    lock = companion(output, ".lock")
    lock.write_text("")
    os.chown(lock, stranger, stranger)
    os.chmod(lock, 0o444)
    done = Done(["run", plan, "-o", output], user=nobody)
    assert done.code == 4 and str(stranger) in done.err and lock.name in done.err, done.err
    lock.unlink()
    # A leftover of the stranger: it cannot be removed, and is passed by.
    leftover = companion(output, "-1-0.tmp")
    leftover.write_text("theirs")
    os.chown(leftover, stranger, stranger)
    done = Done(["run", plan, "-o", output], user=nobody)
    assert done.code == 0, done.err
    assert leftover.read_text() == "theirs" and output.exists()
    # The stranger's own result: --force cannot replace it in such a folder, and says so.
    os.chown(output, stranger, stranger)
    before = output.read_bytes()
    done = Done(["run", plan, "-o", output, "--force"], user=nobody)
    assert done.code == 4 and "x.h5" in done.err, done.err
    assert output.read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == sorted([leftover.name, output.name])


# --- What is no file ------------------------------------------------------------------------------


def test_pipes_devices_and_folders(tmp_path):
    pipe = tmp_path / "pipe.h5"
    os.mkfifo(pipe)
    for path in (pipe, "/dev/zero", tmp_path):
        for words in (["info", path], ["merge", path, path, "-o", tmp_path / "y.h5"], ["reproduce", path]):
            done = Done(words)
            assert done.code in (2, 4) and done.seconds < 30, (words, done.code, done.err)


def test_an_endless_plan(tmp_path):
    code, text, memory = peak([VERIFY, "plan", "/dev/zero"])
    assert code == 4 and "16 MiB" in text and memory < MEMORY
    big = tmp_path / "big.toml"
    big.write_text("#" * (17 * 2**20))
    code, text, memory = peak([VERIFY, "run", big])
    assert code == 4 and "16 MiB" in text and memory < MEMORY
