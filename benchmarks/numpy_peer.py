"""The NumPy contestant of the benchmark: reads jobs, one JSON object a line, answers each with one.

The job: K workers see X through Gaussian noise and send through Gaussian test channels; sums of
e, e^2, e^4, e x, x, x^2 and the second-moment matrix of the standard normals. float32 throughout,
block sums added in double, one thread.
"""

import json
import os
import sys
import time

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read when NumPy loads its BLAS
os.environ["OMP_NUM_THREADS"] = "1"

try:
    import numpy as np
except ImportError:
    print(json.dumps({"error": f"{sys.executable} has no module numpy"}), flush=True)
    sys.exit(0)

BLOCKS = (512, 1024, 2048, 4096, 8192, 16384, 32768)
MOST_FLOATS = 1 << 24  # of a block's normals
MOST_ROWS = 129  # as in bench_statistics.py


class Sampler:
    """Draws and sums blocks of samples; rows are variables, so that each is contiguous."""

    def __init__(self, job, block, seed=1):
        var_n = np.array(job["var_n"])
        var_v = np.array(job["var_v"])
        precision = 1 / (var_n + var_v)
        self.sd_x = np.float32(job["var_x"] ** 0.5)
        self.sd_n = np.sqrt(var_n).astype(np.float32)[:, None]
        self.sd_v = np.sqrt(var_v).astype(np.float32)[:, None]
        self.weight = (precision / precision.sum()).astype(np.float32)
        self.generator = np.random.Generator(np.random.SFC64(seed))
        rows = 2 * len(var_n) + 1
        self.block = block
        self.z = np.empty((rows, block), np.float32)
        self.y = np.empty((len(var_n), block), np.float32)
        self.u = np.empty((len(var_n), block), np.float32)
        self.outputs = np.zeros(6)
        self.normals = np.zeros((rows, rows))

    def add_block(self):
        z, y, u = self.z, self.y, self.u
        self.generator.standard_normal(dtype=np.float32, out=z)
        x = self.sd_x * z[0]
        np.multiply(self.sd_n, z[1::2], out=y)
        y += x
        np.multiply(self.sd_v, z[2::2], out=u)
        u += y
        e = self.weight @ u
        e -= x
        e2 = e * e
        self.outputs += (
            e.sum(dtype=np.float64), e @ e, e2 @ e2, e @ x, x.sum(dtype=np.float64), x @ x)
        self.normals += z @ z.T

    def run(self, blocks):
        for _ in range(blocks):
            self.add_block()


def tune(job):
    """The fastest block size: the best of three short runs each."""
    rows = 2 * len(job["var_n"]) + 1
    trial = max(2048, 65536 * 64 // max(64, len(job["var_n"]) ** 2))

    def seconds_per_sample(block):
        sampler = Sampler(job, block)
        sampler.run(1)
        best = float("inf")
        for _ in range(3):
            start = time.process_time()
            blocks = max(1, trial // block)
            sampler.run(blocks)
            best = min(best, (time.process_time() - start) / (blocks * block))
        return best
    fitting = [block for block in BLOCKS if block * rows <= MOST_FLOATS]
    return {"block": min(fitting, key=seconds_per_sample)}


def sample(job):
    sampler = Sampler(job, job["block"])
    blocks = -(-job["samples"] // sampler.block)
    sampler.run(1)  # pages touched, BLAS awake
    sampler.outputs[:] = 0
    sampler.normals[:] = 0
    wall, cpu = time.perf_counter(), time.process_time()
    sampler.run(blocks)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    samples = blocks * sampler.block
    rows = min(MOST_ROWS, len(sampler.normals))
    return {"wall": wall, "cpu": cpu, "samples": samples,
            "outputs": (sampler.outputs / samples).tolist(),
            "normals": (sampler.normals[np.tril_indices(rows)] / samples).tolist()}


def blas():
    """The shared library that serves NumPy's matrix products."""
    libraries = set()
    try:
        with open("/proc/self/maps", encoding="ascii", errors="replace") as maps:
            libraries = {os.path.basename(line.split()[-1]) for line in maps if "blas" in line}
    except OSError:
        pass
    return sorted(libraries) or ["unknown"]


def facts(_job):
    return {"numpy": np.__version__, "python": sys.version.split()[0], "blas": blas()}


def main():
    jobs = {"numpy": sample, "tune": tune, "facts": facts}
    for line in sys.stdin:
        job = json.loads(line)
        print(json.dumps(jobs[job["job"]](job)), flush=True)


if __name__ == "__main__":
    main()
