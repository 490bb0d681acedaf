#!/usr/bin/python3
"""Peak memory of whole runs (maximum resident set) with all second moments, at K workers and two
sample counts.

  benchmarks/memory.py build/ceo-verify             K = 64 and 1024, one and two threads
  benchmarks/memory.py build/ceo-verify --workers 256

Goals: below 200 MB at K = 64, below 1 GB a thread at K = 1024, and no more for more samples. The exit
code is 0 if they are met, else 1.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

GOALS_MB = {64: 200, 1024: 1000}  # at K = 64 for the whole process, at 1024 per thread
NOISE_MB = 8  # pages that the allocator keeps or not
PLAN = """
[plan]
name = "memory"
seed = 1
budget = 1e-6
resolution = 1
controls = false

[points.k]
workers = {workers}
var_x = 1.0
var_n = {workers}
distortion = 2.0
matrix_every = 1

[claims."thm2.unbiased"]
samples = {samples}

[claims."thm2.distortion"]
samples = {samples}

[claims."asm2.independent"]
samples = {samples}
"""


def peak_memory(program, workers, samples, threads):
    """MB of 10^6 bytes of one `ceo-verify run`, which must end well."""
    with tempfile.TemporaryDirectory() as folder:
        plan = pathlib.Path(folder) / "memory.toml"
        plan.write_text(PLAN.format(workers=workers, samples=samples), encoding="utf-8")
        command = [str(program), "run", str(plan), "--backend", "cpu", "--threads", str(threads),
                   "--quiet", "-o", str(pathlib.Path(folder) / "memory.h5")]
        with open(pathlib.Path(folder) / "output", "w+", encoding="utf-8") as output:
            process = subprocess.Popen(command, stdout=output, stderr=output)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode != 0:
                output.seek(0)
                raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}:\n"
                                   + output.read())
    return usage.ru_maxrss * 1024 / 1e6


def counts(workers):
    """Few samples and several times as many, of which a run takes seconds."""
    least = 262_144 if workers <= 256 else 131_072
    return least, 4 * least


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--workers", type=int, nargs="+", default=[64, 1024])
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options = parser.parse_args()
    print(f"{'K':>6}{'threads':>9}{'samples':>10}{'peak, MB':>10}")
    met = True
    for workers in options.workers:
        for threads in options.threads:
            peaks = []
            for samples in counts(workers):
                peaks.append(peak_memory(options.program, workers, samples, threads))
                print(f"{workers:>6}{threads:>9}{samples:>10}{peaks[-1]:>10.0f}", flush=True)
            share = threads if workers > 64 else 1
            met &= max(peaks) <= GOALS_MB.get(workers, max(GOALS_MB.values())) * share
            met &= peaks[1] <= peaks[0] + NOISE_MB
    print("goals met" if met else "goals MISSED")
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
