"""Runs a program and measures its memory."""

import os


def peak(words):
    """Exit code, messages and largest resident memory in bytes of a run of the program words[0]."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(write, 2)
        os.dup2(os.open("/dev/null", os.O_WRONLY), 1)
        os.closerange(3, 64)
        os.execv(words[0], [*map(str, words)])
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    _, status, usage = os.wait4(child, 0)
    return os.waitstatus_to_exitcode(status), text, usage.ru_maxrss * 1024
