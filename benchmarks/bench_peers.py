"""Contestants: processes that stay alive and answer one JSON line per job."""

import json
import subprocess


class PeerError(Exception):
    """A contestant could not be started or could not do a job."""


class Peer:
    """One process. Used as a context manager; leaving it ends the process."""

    def __init__(self, command, environment=None):
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                            text=True, env=environment)
        except OSError as error:
            raise PeerError(f"cannot start {command[0]}: {error}") from error
        self.command = command

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, job, **parameters):
        try:
            self.process.stdin.write(json.dumps({"job": job, **parameters}) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass  # it may have left its reason behind
        line = self.process.stdout.readline()
        if not line:
            raise PeerError(f"{self.command[0]} ended during the job {job}")
        answer = json.loads(line)
        if "error" in answer:
            raise PeerError(answer["error"])
        return answer


class Contestant:
    """A job of a peer with fixed parameters and an amount of work that fills the wanted time."""

    FIRST_SAMPLES = 50_000

    def __init__(self, name, peer, job, **parameters):
        self.name, self.peer, self.job, self.parameters = name, peer, job, parameters
        workers = len(parameters.get("var_n", ()))
        self.samples = max(512, self.FIRST_SAMPLES * 64 // max(64, workers**2))
        self.rounds = []  # [{"cpu": s, "wall": s}] per sample

    def run(self, samples):
        return self.peer.ask(self.job, samples=samples, **self.parameters)

    def calibrate(self, seconds):
        """Chooses the amount of work, of all threads together, from the better of two runs."""
        per_sample = min(a["cpu"] / a["samples"] for a in (self.run(self.samples) for _ in "12"))
        threads = self.parameters.get("threads", 1)
        self.samples = max(1, round(threads * seconds / per_sample))

    def measure(self):
        answer = self.run(self.samples)
        self.rounds.append({clock: answer[clock] / answer["samples"] for clock in ("cpu", "wall")})

    def times(self, clock="cpu"):
        return [times[clock] for times in self.rounds]


def interleave(contestants, rounds):
    """Every round runs every contestant once, back to back, beginning one further each time."""
    for i in range(rounds):
        start = i % len(contestants)
        for contestant in contestants[start:] + contestants[:start]:
            contestant.measure()
