"""Runs the program on what somebody made to hurt, and measures it."""

import os
import subprocess
import time

VERIFY = os.environ["CEO_VERIFY"]
# A small file may unpack to 256 MiB; texts and numbers are held at most twice. The address sanitizer
# keeps what was freed.
MEMORY = (2048 if os.environ.get("CEO_SANITIZED") else 800) * 2**20


class Done:
    def __init__(self, words, environment=None, user=None):
        """Runs the program and measures its memory."""
        start = time.monotonic()
        child = subprocess.Popen([VERIFY, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 env={**os.environ, **(environment or {})}, user=user, group=user)
        self.out, self.err = (text.decode() for text in child.communicate())
        self.code, self.seconds = child.returncode, time.monotonic() - start


def peak(words):
    """Exit code, messages and largest resident memory of a run of the program."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 2)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        os.closerange(3, 64)
        os.execv(VERIFY, [VERIFY, *map(str, words)])
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), text, usage.ru_maxrss * 1024
