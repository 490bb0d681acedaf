"""What a run writes to a terminal, to one that wants no colour, and to a pipe."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

from program import PROGRAM, environment, run

WIDTH = 60
COLOUR = re.compile(r"\x1b\[[0-9]+m")


def drawn(folder, **changes):
    """The lines of a run's progress in a terminal of 60 columns, with their colours."""
    primary, secondary = pty.openpty()
    fcntl.ioctl(secondary, termios.TIOCSWINSZ, struct.pack("HHHH", 24, WIDTH, 0, 0))
    env = {**environment(), "TERM": "xterm", **changes}
    command = [PROGRAM, "run", "tiny.toml", "--no-controls", "--samples", "3e7", "--force"]
    with subprocess.Popen(command, cwd=folder, env=env, stdin=subprocess.DEVNULL,
                          stdout=subprocess.DEVNULL, stderr=secondary) as process:
        os.close(secondary)
        text = b""
        while True:
            try:
                piece = os.read(primary, 65536)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            text += piece
        assert process.wait() == 0
    os.close(primary)
    return [line for line in text.decode().split("\r") if line.strip()]


def test_a_bar_fits_its_terminal(folder):
    lines = [line for line in drawn(folder) if "%" in line]
    assert lines
    assert all(COLOUR.search(line) for line in lines)
    plain = [COLOUR.sub("", line) for line in lines]
    assert max(map(len, plain)) <= WIDTH
    assert all(re.match(r"\[#*-*\] [0-9]+ %, ", line) for line in plain)


def test_no_color_is_heeded(folder):
    lines = [line for line in drawn(folder, NO_COLOR="1") if "%" in line]
    assert lines
    assert not any("\x1b" in line for line in lines)


def test_a_pipe_stays_clean(folder):
    done = run("run", "tiny.toml", "--no-controls", "--samples", "3e7", "--force", cwd=folder)
    assert done.returncode == 0
    assert "\r" not in done.stderr and "\x1b" not in done.stdout + done.stderr
