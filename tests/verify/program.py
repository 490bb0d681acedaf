"""Runs the program under test; shared by the tests of the command line."""

import json
import os
import subprocess

PROGRAM = os.environ["CEO_VERIFY"]
SOURCE = os.environ["CEO_SOURCE"]

# Two points: a worker of little noise, and two unequal ones. Small and quick.
PLAN = """\
[plan]
name = "tiny"
title = "A plan for tests"
seed = 5
budget = 1e-3
resolution = 1e-2

[points.one]
var_x = 10.0
var_n = [0.5]
var_v = [0.5]

[points.pair]
var_x = 1.0
var_n = [0.5, 2.0]
var_v = [0.5, 1.0]

[claims."thm2.unbiased"]
samples = 100_000

[claims."thm2.distortion"]
samples = 100_000
"""


def environment(**changes):
    env = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "CEO_PLANS")}
    env.update(TERM="dumb", **changes)
    return env


def run(*arguments, cwd, env=None):
    """Runs the program; returns the finished process with text output."""
    return subprocess.run(
        [PROGRAM, *map(str, arguments)],
        cwd=cwd,
        env=env or environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def result(*arguments, cwd, code=0):
    """Standard output of a run that must end with `code`."""
    done = run(*arguments, cwd=cwd)
    assert done.returncode == code, done.stderr
    return done.stdout


def parsed(*arguments, cwd, code=0):
    """The JSON object that a run prints."""

    def refuse(word):
        raise AssertionError(f"{word} is not JSON")

    return json.loads(result(*arguments, "--json", cwd=cwd, code=code), parse_constant=refuse)
