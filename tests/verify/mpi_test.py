"""Ranks of MPI, from outside: the bits of one process, whatever the number; ranks that die."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, PROGRAM, environment, parsed, result, run  # noqa: E402

MPIRUN = shutil.which("mpirun")
SAMPLES = "3e7"  # about a second
RUN = ("run", "tiny.toml", "--no-controls", "--threads", "1")
LONG = "1e12"


def with_mpi():
    doctor = run("doctor", "--json", cwd=".")
    return json.loads(doctor.stdout)["mpi"] != "none"


pytestmark = [
    pytest.mark.skipif(MPIRUN is None, reason="there is no mpirun: install openmpi-bin"),
    pytest.mark.skipif(MPIRUN is not None and not with_mpi(), reason="built without MPI"),
]


def command(ranks, *arguments):
    root = ["--allow-run-as-root"] if os.geteuid() == 0 else []
    how = ["--oversubscribe", "--bind-to", "none", "-n", str(ranks)]
    return [MPIRUN, *root, *how, PROGRAM, *map(str, arguments)]


def start(ranks, *arguments, cwd):
    return subprocess.Popen(
        command(ranks, *arguments),
        cwd=cwd,
        env=environment(OMPI_MCA_orte_tmpdir_base=str(cwd)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def ranked(ranks, *arguments, cwd, code=0):
    """Standard output and error of a job that must end with `code`."""
    with start(ranks, *arguments, cwd=cwd) as job:
        try:
            out, err = job.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            job.kill()
            raise
    assert job.returncode == code, err
    return out, err


@pytest.fixture(scope="module")
def unbroken(tmp_path_factory):
    folder = tmp_path_factory.mktemp("unbroken")
    (folder / "tiny.toml").write_text(PLAN)
    return parsed(*RUN, "--samples", SAMPLES, "-o", "run.h5", cwd=folder)["content_sha256"]


def content(path, cwd):
    return parsed("info", path, cwd=cwd)["content_sha256"]


def process_of(job, rank):
    """The process of a rank."""
    children = subprocess.run(
        ["pgrep", "-P", str(job.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    for child in children:
        with open(f"/proc/{child}/environ", "rb") as file:
            if f"OMPI_COMM_WORLD_RANK={rank}".encode() in file.read().split(b"\0"):
                return int(child)
    raise AssertionError(f"there is no rank {rank}")


def checkpoint_stands(folder, job, name="run.h5"):
    deadline = time.monotonic() + 60
    while not (folder / name).exists():
        assert job.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize("ranks", [1, 2, 3, 4])
def test_any_number_of_ranks_gives_the_same_bits(folder, unbroken, ranks):
    arguments = (*RUN, "--samples", SAMPLES, "-o", "run.h5", "--json")
    out, _ = ranked(ranks, *arguments, cwd=folder)
    record = json.loads(out)  # one rank prints, and nothing but the record
    assert record["content_sha256"] == unbroken and record["complete"]
    assert record["provenance"].get("ranks", "1") == str(ranks)
    strips = [session["strips"] for session in record["sessions"]]
    assert len(strips) == ranks and max(strips) - min(strips) <= 2 * 256
    assert sum(strips) * 32 == record["samples"]


def test_shards_of_ranks_are_merged(folder, unbroken):
    for i, ranks in enumerate([2, 3]):
        ranked(ranks, *RUN, "--samples", SAMPLES, "--shard", f"{i}/2", "-o", f"{i}.h5", cwd=folder)
    assert parsed("info", "0.h5", cwd=folder)["sessions"][1]["shard"] == "0/2"
    merged = parsed("merge", "0.h5", "1.h5", "-o", "all.h5", cwd=folder)
    assert merged["content_sha256"] == unbroken


@pytest.fixture(scope="module")
def longer(tmp_path_factory):
    """Some seconds of work."""
    folder = tmp_path_factory.mktemp("longer")
    (folder / "tiny.toml").write_text(PLAN)
    return parsed(*RUN, "--samples", "3e8", "-o", "run.h5", cwd=folder)["content_sha256"]


@pytest.mark.parametrize("victim, rest", [(0, 1), (1, 2), (2, 4)])
def test_a_rank_that_is_killed(folder, longer, victim, rest):
    options = (*RUN, "--samples", "3e8", "-o", "run.h5", "--resume", "--checkpoint", "0.05")
    with start(3, *options, cwd=folder) as job:
        checkpoint_stands(folder, job)
        os.kill(process_of(job, victim), signal.SIGKILL)
        job.communicate(timeout=60)  # the job ends, and does not hang
    assert job.returncode == 137
    part = parsed("info", "run.h5", cwd=folder)  # the file is whole
    assert not part["complete"] and part["sampled"] > 0
    ranked(rest, *options, cwd=folder)
    assert content("run.h5", folder) == longer


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGUSR1])
def test_a_signal_to_mpirun_checkpoints(folder, number):
    options = (*RUN, "--samples", LONG, "-o", "run.h5", "--checkpoint", "0.2")
    with start(3, *options, cwd=folder) as job:
        checkpoint_stands(folder, job)
        before = os.stat(folder / "run.h5").st_mtime_ns
        job.send_signal(number)
        out, err = job.communicate(timeout=60)
    # mpirun makes TERM of INT, and has its own code for what it was told to end.
    assert job.returncode == (138 if number == signal.SIGUSR1 else 1), err
    word = "USR1" if number == signal.SIGUSR1 else "TERM"
    assert out == "" and f"stopped by {word}" in err and "run --resume run.h5" in err
    assert err.count("ceo-verify: ") == 1, "one rank speaks"
    assert os.stat(folder / "run.h5").st_mtime_ns > before
    assert parsed("info", "run.h5", cwd=folder)["sampled"] > 0


def test_a_signal_to_rank_0_alone_ends_all(folder):
    options = (*RUN, "--samples", LONG, "-o", "run.h5", "--checkpoint", "0.2")
    with start(3, *options, cwd=folder) as job:
        checkpoint_stands(folder, job)
        os.kill(process_of(job, 0), signal.SIGTERM)
        _, err = job.communicate(timeout=60)
    assert job.returncode == 143, err
    assert len(parsed("info", "run.h5", cwd=folder)["sessions"]) == 3


def test_a_signal_to_another_rank_ends_all(folder):
    options = (*RUN, "--samples", LONG, "-o", "run.h5", "--checkpoint", "0.2")
    with start(2, *options, cwd=folder) as job:
        checkpoint_stands(folder, job)
        os.kill(process_of(job, 1), signal.SIGTERM)
        _, err = job.communicate(timeout=60)
    assert job.returncode == 130, err
    assert "stopped by another process" in err


def processor_seconds(process):
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_a_rank_that_waits_uses_no_processor(folder, unbroken):
    options = (*RUN, "--samples", SAMPLES, "-o", "run.h5", "--checkpoint", "0.05")
    with start(2, *options, cwd=folder) as job:
        checkpoint_stands(folder, job)
        first, second = process_of(job, 0), process_of(job, 1)
        os.kill(first, signal.SIGSTOP)
        grown = 1.0
        deadline = time.monotonic() + 60
        while grown > 0.1 and time.monotonic() < deadline:  # its share takes a second
            before = processor_seconds(second)
            time.sleep(1)
            grown = processor_seconds(second) - before
        os.kill(first, signal.SIGCONT)
        _, err = job.communicate(timeout=60)
    assert grown <= 0.1, "it polls without pause"
    assert job.returncode == 0, err
    assert content("run.h5", folder) == unbroken


@pytest.mark.parametrize(
    "arguments, code, words",
    [
        ((*RUN, "--threads", "x"), 2, ["--threads"]),
        (("run", "nosuch.toml"), 2, ["nosuch.toml"]),
        ((*RUN, "-o", "tiny.toml/run.h5"), 4, ["tiny.toml"]),
        ((*RUN, "--backend", "cuda"), 5, ["--backend"]),
        ((*RUN, "-o", "there.h5"), 4, ["exists already"]),
        (("run", "--resume", "absent.h5"), 4, ["no such run file"]),
    ],
)
def test_bad_input_is_told_once(folder, arguments, code, words):
    result(*RUN, "-o", "there.h5", cwd=folder)
    if "cuda" in arguments and not run("doctor", cwd=folder).stdout.count("none ("):
        pytest.skip("this machine has a device")
    out, err = ranked(3, *arguments, cwd=folder, code=code)
    assert out == "" and err.count("ceo-verify: ") == 1, err
    assert all(word in err for word in words), err


def test_other_commands_run_once(folder):
    out, _ = ranked(3, "list", "--json", cwd=folder)
    json.loads(out)


def test_a_rank_that_fails_ends_the_job_and_says_why(folder):
    options = (*RUN, "--samples", LONG, "-o", "run.h5", "--checkpoint", "0.2")
    with start(2, *options, cwd=folder) as job:
        checkpoint_stands(folder, job)
        # No memory from now on.
        subprocess.run(["prlimit", f"--pid={process_of(job, 1)}", "--as=1048576"], check=True)
        out, err = job.communicate(timeout=60)
    assert job.returncode == 70 and out == "", err
    assert "ceo-verify, rank 1: internal error" in err
    assert parsed("info", "run.h5", cwd=folder)["sampled"] > 0


def test_a_rank_that_never_starts_ends_the_job(folder):
    script = folder / "other.sh"
    script.write_text('#!/bin/sh\n[ "$OMPI_COMM_WORLD_RANK" = 1 ] && exit 7\nexec "$@"\n')
    script.chmod(0o755)
    line = command(2, *RUN, "--samples", LONG, "-o", "run.h5")
    line.insert(line.index(PROGRAM), str(script))
    done = subprocess.run(
        line, cwd=folder, env=environment(), capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode != 0 and done.stdout == "" and not (folder / "run.h5").exists()
