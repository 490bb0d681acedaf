"""A run of 64 workers stays below 200 MB, whatever its sample count."""

import os
import pathlib
import sys

SOURCE = pathlib.Path(os.environ["CEO_SOURCE"])
sys.path.insert(0, str(SOURCE / "benchmarks"))

import memory  # noqa: E402


def test_sixty_four_workers_take_little_and_no_more_for_more_samples():
    few, many = memory.counts(64)
    peak_of_few = memory.peak_memory(os.environ["CEO_VERIFY"], 64, few, 2)
    peak_of_many = memory.peak_memory(os.environ["CEO_VERIFY"], 64, many, 2)
    assert peak_of_many < memory.GOALS_MB[64]
    assert peak_of_many <= peak_of_few + memory.NOISE_MB
