"""Runs that are killed, stopped, starved of disk, refused a folder, doubled: no torn, emptied or
falsely complete file, at most one interval lost, a clear message, and in the end the same bits."""

import json
import os
import random
import signal
import subprocess
import sys
import time

import h5py
import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, PROGRAM, environment, parsed, result, run  # noqa: E402

SAMPLES = "3e7"  # about a second
RUN = ("run", "tiny.toml", "--no-controls", "--threads", "2")
OUTPUT = ("-o", "run.h5")
KILLS = int(os.environ.get("CEO_KILLS", "40"))


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unbroken")
    (folder / "tiny.toml").write_text(PLAN)
    record = parsed(*RUN, "--samples", SAMPLES, *OUTPUT, cwd=folder)
    return record["content_sha256"], record["seconds"]


def start(folder, *options, samples=SAMPLES, env=None, **keywords):
    return subprocess.Popen(
        [PROGRAM, *RUN, "--samples", samples, *OUTPUT, *options],
        cwd=folder,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **keywords,
    )


def under_way(process):
    """Returns when sampling has begun."""
    line = process.stderr.readline()
    assert "tiny" in line, line


def checkpoint_stands(folder, process):
    """Returns when a checkpoint is there."""
    deadline = time.monotonic() + 60
    while not (folder / "run.h5").exists():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.01)


def sampled(folder):
    """Samples in the file, which must be whole; 0 where there is none yet."""
    if not (folder / "run.h5").exists():
        return 0, False
    record = parsed("info", "run.h5", cwd=folder)
    return record["sampled"], record["complete"]


def test_kill_9_at_random_moments(folder, unbroken):
    wanted, seconds = unbroken
    moments = random.Random(1)
    before, kills = 0, 0
    for _ in range(KILLS):
        process = start(folder, "--resume", "--checkpoint", "0.02")
        time.sleep(moments.uniform(0, min(1.0, max(0.2, seconds / 2))))
        process.kill()
        process.communicate()
        kills += process.returncode == -signal.SIGKILL
        now, complete = sampled(folder)  # the file is whole: info reads it
        assert now >= before, "a kill took away what was kept"
        if complete:
            assert parsed("info", "run.h5", cwd=folder)["content_sha256"] == wanted
            os.remove(folder / "run.h5")
            now = 0
        before = now
    assert kills >= KILLS // 2
    process = start(folder, "--resume")
    assert process.wait() == 0, process.stderr.read()
    assert parsed("info", "run.h5", cwd=folder)["content_sha256"] == wanted
    left = [name for name in os.listdir(folder) if name not in ("tiny.toml", "run.h5")]
    assert left == [], "what killed runs left is cleared away"


@pytest.mark.parametrize("number, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_checkpoints_and_says_how_to_go_on(folder, unbroken, number, code):
    with start(folder, "--checkpoint", "0.05") as process:
        under_way(process)
        checkpoint_stands(folder, process)
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert process.returncode == code and out == "", err
    assert "ceo-verify run --resume run.h5" in err and "%" in err
    done, complete = sampled(folder)
    assert done > 0 and not complete
    again = run("run", "--resume", "run.h5", cwd=folder)
    assert again.returncode == 0, again.stderr
    assert "goes on" in again.stderr
    record = parsed("info", "run.h5", cwd=folder)
    assert record["content_sha256"] == unbroken[0] and len(record["sessions"]) == 2


def test_an_unfinished_run_is_not_overwritten(folder):
    with start(folder, "--checkpoint", "0.05", samples="1e12") as process:
        under_way(process)
        checkpoint_stands(folder, process)
        process.kill()
    done = run(*RUN, "--samples", "1e12", *OUTPUT, cwd=folder)
    assert done.returncode == 4 and "run --resume run.h5" in done.stderr
    assert sampled(folder)[0] > 0


def test_two_writers_on_one_file(folder):
    with start(folder, "--checkpoint", "0.05", samples="1e12") as process:
        under_way(process)
        for options in (["--force"], ["--resume"]):
            second = run(*RUN, "--samples", "1e12", *OUTPUT, *options, cwd=folder)
            assert second.returncode == 4, second.stderr
            assert "another ceo-verify is writing this file" in second.stderr
        merge = run("merge", "run.h5", *OUTPUT, "--force", cwd=folder)
        assert merge.returncode == 4
        process.terminate()
        process.communicate()
    assert process.returncode == 143
    assert sampled(folder)[0] > 0


def test_a_reader_that_holds_the_file(folder, unbroken):
    with start(folder, "--checkpoint", "0.05") as process:
        under_way(process)
        checkpoint_stands(folder, process)
        with h5py.File(folder / "run.h5") as held:
            assert held.attrs["complete"] == 0
            strips = held["totals/strips"][0]
            out, err = process.communicate(timeout=120)
            assert held["totals/strips"][0] == strips, "the reader keeps what it opened"
            assert held["totals/sums"][()].any()
    assert process.returncode == 0, err
    assert parsed("info", "run.h5", cwd=folder)["content_sha256"] == unbroken[0]


def test_a_file_that_appears_is_kept(folder):
    with start(folder, "--checkpoint", "0.05", samples="1e12") as process:
        under_way(process)
        checkpoint_stands(folder, process)
        (folder / "foreign").write_text("precious")
        os.rename(folder / "foreign", folder / "run.h5")
        time.sleep(0.3)
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 4 and "another file appeared" in err
    assert (folder / "run.h5").read_text() == "precious"


@pytest.fixture
def sealed_folder(folder):
    """A folder that nobody may write: by its mode, or for root by a read-only mount."""
    place = folder / "sealed"
    place.mkdir()
    if os.geteuid() != 0:
        os.chmod(place, 0o555)
        yield place
        os.chmod(place, 0o755)
        return
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", place], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip("root writes everywhere, and nothing can be mounted: " + mounted.stderr.strip())
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_read_only_folder(folder, sealed_folder):
    done = run(*RUN, "-o", "sealed/run.h5", cwd=folder)
    assert done.returncode == 4 and done.stdout == ""
    assert "sealed/run.h5" in done.stderr and "-o" in done.stderr
    assert "denied" in done.stderr or "Read-only" in done.stderr
    assert os.listdir(sealed_folder) == []


@pytest.fixture
def small_disk(folder):
    """A disk of 400 KiB."""
    place = folder / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", place], capture_output=True, text=True
    )
    if mounted.returncode != 0:
        pytest.skip("no small file system can be mounted: " + mounted.stderr.strip())
    yield place
    subprocess.run(["umount", "-l", place], check=True)


def test_a_disk_that_fills_up(folder, small_disk, unbroken):
    env = environment()
    arguments = [PROGRAM, *RUN, "--samples", SAMPLES, "-o", "disk/run.h5", "--checkpoint", "0.1"]
    with subprocess.Popen(
        arguments, cwd=folder, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        deadline = time.monotonic() + 60
        while not (small_disk / "run.h5").exists():
            assert process.poll() is None and time.monotonic() < deadline
            time.sleep(0.005)
        while process.poll() is None:  # what a failed write gives back is taken, too
            fill(small_disk)
            time.sleep(0.005)
        _, err = process.communicate(timeout=120)
    assert process.returncode == 4, err
    assert "No space left" in err and "disk/run.h5" in err
    record = parsed("info", "disk/run.h5", cwd=folder)  # the last checkpoint stands
    assert not record["complete"] and record["sampled"] > 0
    assert sorted(os.listdir(small_disk)) == ["filler", "run.h5"]
    os.remove(small_disk / "filler")
    result("run", "--resume", "disk/run.h5", cwd=folder)
    assert parsed("info", "disk/run.h5", cwd=folder)["content_sha256"] == unbroken[0]


def fill(place):
    with open(place / "filler", "ab", buffering=0) as filler:
        try:
            while True:
                filler.write(bytes(4096))
        except OSError:
            pass


def test_a_disk_that_is_full_from_the_start(folder, small_disk):
    fill(small_disk)
    done = run(*RUN, "-o", "disk/run.h5", cwd=folder)
    assert done.returncode == 4 and "No space left" in done.stderr
    assert os.listdir(small_disk) == ["filler"]


def test_a_clock_that_jumps(folder, unbroken):
    preload = os.environ.get("CEO_JUMPING_CLOCK", "")
    if not os.path.exists(preload):
        pytest.skip("the clock of this test was not built")
    env = environment(LD_PRELOAD=preload, ASAN_OPTIONS="verify_asan_link_order=0")
    with start(folder, "--checkpoint", "0.05", "--json", env=env) as process:
        under_way(process)
        checkpoint_stands(folder, process)
        out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    record = json.loads(out)
    assert record["content_sha256"] == unbroken[0]
    assert 0 < record["seconds"] < 120, "wall time comes from a clock that does not jump"
    assert record["provenance"]["started"] != record["provenance"]["finished"]


def test_a_time_limit_goes_on_with_its_own_counts(folder):
    options = ("--time", "3s", "--checkpoint", "0.05")
    arguments = [PROGRAM, *RUN, *OUTPUT, *options]
    with subprocess.Popen(
        arguments, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        checkpoint_stands(folder, process)
        process.terminate()
        _, err = process.communicate(timeout=60)
    assert process.returncode == 143, err
    planned = parsed("info", "run.h5", cwd=folder)["samples"]
    record = parsed(*RUN, *OUTPUT, *options, "--resume", cwd=folder)
    assert record["complete"] and record["samples"] == planned


def test_at_most_one_interval_is_lost(folder):
    """The age of the last checkpoint at the kill, against the interval and the machine's own delays."""
    interval = 0.5
    with start(folder, "--checkpoint", str(interval), samples="1e12") as process:
        under_way(process)
        checkpoint_stands(folder, process)
        ages = []
        for _ in range(20):
            time.sleep(0.1)
            ages.append(time.time() - os.stat(folder / "run.h5").st_mtime)
        process.kill()
    assert min(ages) < interval, "checkpoints go on being written"
    assert max(ages) < 10 * interval, "a generous bound, for machines under load"
