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
