"""Compares the engine with its peers on the same job, in interleaved rounds.

The job: gaussian_ceo with K workers; error mean, variance and fourth moment, slope and intercept
sums, and the full second-moment matrix of the standard normals. Every contestant's moments are
first compared with theory. Times are processor time, so that other programs count little; the gain
of a second thread is wall time. The exit code is 0 if every goal is met, 1 if one is missed, 2 if
the comparison could not be made.
"""

import argparse
import contextlib
import os
import pathlib
import sys

import bench_report
from bench_peers import Contestant, Peer, PeerError, interleave
from bench_report import paired, ratio
from bench_statistics import disagreements

CHECK_SAMPLES = 1_000_000  # at K <= 8, fewer at larger K
ALL_WORKERS = (1, 2, 4, 8, 16, 32, 64, 256, 1024)
SLOW_PACKS = ("scalar", "portable8", "portable16")  # left out above K = 64
PLAIN_NAMES = {"release": "plain C++", "avx2": "plain C++ for AVX2",
               "native": "plain C++ for this machine"}
HERE = pathlib.Path(__file__).resolve().parent


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--all", action="store_true", help="every pack, K = 1 to 1024")
    parser.add_argument("--workers", type=int, nargs="+", metavar="K",
                        help="every pack at these K alone; no goals")
    parser.add_argument("--rounds", type=int, default=15, help="rounds, at least 9 (default 15)")
    parser.add_argument("--seconds", type=float, default=0.3,
                        help="processor seconds of each contestant in a round (default 0.3)")
    parser.add_argument("--pack", default=bench_report.GOALS_PACK,
                        help="pack of the comparison; goals are set for avx2, the default")
    parser.add_argument("--build", type=pathlib.Path, default=HERE.parent / "build",
                        help="folder of ceo-contestants")
    parser.add_argument("--results", type=pathlib.Path, default=HERE.parent / "results",
                        help="folder of the JSON record")
    options = parser.parse_args()
    if options.rounds < 9:
        parser.error("--rounds must be at least 9")
    if not options.seconds > 0:
        parser.error("--seconds must be positive")
    return options


def point_of(workers):
    """Unequal noises and test channels around the same sizes for every K."""
    return {"var_x": 1.0,
            "var_n": [0.5 + (k % 8) / 8 for k in range(workers)],
            "var_v": [1.5 - (k % 5) / 5 for k in range(workers)]}


def start_numpy(stack):
    """The NumPy peer, or None and a word about it."""
    # Settings for an older processor would slow its BLAS, and a slowed peer is no peer.
    environment = {key: value for key, value in os.environ.items()
                   if key not in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")}
    try:
        peer = stack.enter_context(
            Peer(["/usr/bin/python3", str(HERE / "numpy_peer.py")], environment))
        return peer, peer.ask("facts")
    except PeerError as error:
        print(f"SKIPPED: NumPy: {error}", file=sys.stderr)
        return None, {"skipped": str(error)}


class Comparison:
    """The contestants of one K, checked and calibrated."""

    def __init__(self, workers, compiled, numpy, options):
        self.point = point_of(workers)
        self.check_samples = max(1024, CHECK_SAMPLES * 8 // max(8, workers, workers**2 // 64))
        self.compiled, self.options = compiled, options
        builds = compiled.ask("facts")["plain_builds"]
        self.peers = [Contestant(name, compiled, "plain", build=build, **self.point)
                      for build, name in PLAIN_NAMES.items() if build in builds]
        self.block = None
        if numpy is not None:
            self.block = numpy.ask("tune", **self.point)["block"]
            self.peers.append(Contestant("NumPy", numpy, "numpy", block=self.block, **self.point))
        for peer in self.peers:
            self.check(peer)

    def check(self, contestant):
        wrong = disagreements(self.point, contestant.run(self.check_samples))
        if wrong:
            raise PeerError(f"{contestant.name} disagrees with theory:\n  " + "\n  ".join(wrong))

    def engine(self, pack, threads=1):
        name = f"ours, {pack}" + ("" if threads == 1 else f", {threads} threads")
        contestant = Contestant(name, self.compiled, "engine", pack=pack, threads=threads,
                                **self.point)
        self.check(contestant)
        return contestant

    def normals(self, pack):
        return Contestant(f"normals alone, {pack}", self.compiled, "normals", pack=pack,
                          **self.point)

    def run(self, contestants):
        for contestant in contestants:
            contestant.calibrate(self.options.seconds)
        interleave(contestants, self.options.rounds)

    def peer_ratios(self, engine, goals):
        return [ratio(f"{peer.name} / ours", paired(peer, engine), goals) for peer in self.peers]


def second_core(goals, one, two, fma_one, fma_two):
    """What a second thread gains, by the wall clock, beside what it gains a loop in registers."""
    gain, fma_gain = paired(one, two, "wall"), paired(fma_one, fma_two, "wall")
    return [ratio("gain of 2 threads", gain, goals),
            ratio("gain of the fma loop", fma_gain, goals),
            ratio("gain of 2 threads / gain of the fma loop",
                  [a / b for a, b in zip(gain, fma_gain, strict=True)], goals)]


def standard(workers, best, compiled, numpy, options):
    """The figures that have goals, and those of the pack that a run takes here by default."""
    comparison = Comparison(workers, compiled, numpy, options)
    one = comparison.engine(options.pack)
    normals = comparison.normals(options.pack)
    contestants = comparison.peers + [normals, one]
    goals = bench_report.GOALS[workers] if options.pack == bench_report.GOALS_PACK else {}
    threads = []
    if "gain of 2 threads / gain of the fma loop" in bench_report.GOALS[workers]:
        threads = two_threads(comparison, one)
        contestants += threads[1:]
    widest = None if best == options.pack else comparison.engine(best)
    if widest:
        contestants.append(widest)
    comparison.run(contestants)

    ratios = comparison.peer_ratios(one, goals)
    ratios.append(ratio("ours / its normals", paired(one, normals), goals))
    if widest:
        ratios += [ratio(f"{peer.name} / {widest.name}", paired(peer, widest), {})
                   for peer in comparison.peers]
    if threads:
        ratios += second_core(goals, *threads)
    return report(comparison, contestants, ratios)


def two_threads(comparison, one):
    """Contestants that tell what a second thread is worth; none on a single core."""
    if len(os.sched_getaffinity(0)) < 2:
        print("SKIPPED: two threads: this process may use one core only", file=sys.stderr)
        return []
    fma = [Contestant(f"fma loop, {n} thread(s), a step", comparison.compiled, "fma", threads=n)
           for n in (1, 2)]
    for loop in fma:
        loop.samples *= 100  # a step takes a nanosecond or two
    return [one, comparison.engine(comparison.options.pack, threads=2), *fma]


def report(comparison, contestants, ratios):
    """Prints the tables of one K and returns its part of the record."""
    workers = len(comparison.point["var_n"])
    print(f"\nK = {workers}, {comparison.options.rounds} rounds, processor time of all threads; "
          f"NumPy block {comparison.block}")
    bench_report.print_times(contestants)
    print()
    bench_report.print_ratios(ratios)
    return {"workers": workers, "point": comparison.point, "numpy_block": comparison.block,
            "ratios": ratios, "contestants": bench_report.times_of(contestants)}


def every_pack(workers, packs, compiled, numpy, options):
    """One K of --all: each pack with its own normals, and the peers against the chosen pack."""
    if workers > 64:
        packs = [pack for pack in packs if pack not in SLOW_PACKS or pack == options.pack]
    comparison = Comparison(workers, compiled, numpy, options)
    engines = {pack: comparison.engine(pack) for pack in packs}
    normals = {pack: comparison.normals(pack) for pack in packs}
    contestants = comparison.peers + [*engines.values(), *normals.values()]
    comparison.run(contestants)
    chosen = engines[options.pack]
    ratios = [ratio(f"{peer.name} / ours, {options.pack}", paired(peer, chosen), {})
              for peer in comparison.peers]
    ratios += [ratio(f"ours / its normals, {pack}", paired(engines[pack], normals[pack]), {})
               for pack in packs]
    return report(comparison, contestants, ratios)


def compare(options):
    with contextlib.ExitStack() as stack:
        compiled = stack.enter_context(Peer([str(options.build / "ceo-contestants")]))
        facts = {"machine": bench_report.machine(), "build": compiled.ask("facts")}
        packs = facts["build"]["packs"]
        if options.pack not in packs:
            raise PeerError(f"no pack {options.pack} here; this machine has {', '.join(packs)}")
        numpy, facts["numpy"] = start_numpy(stack)
        for name, value in facts.items():
            print(f"{name}: " + "; ".join(f"{key} {item}" for key, item in value.items()))
        results = []
        if not options.workers:
            results += [standard(k, packs[-1], compiled, numpy, options)
                        for k in bench_report.GOALS]
        for k in options.workers or (ALL_WORKERS if options.all else ()):
            results.append(every_pack(k, packs, compiled, numpy, options))
    path = bench_report.write_json(options.results, {**facts, "results": results})
    print(f"\nwritten: {path}")
    return all(r.get("met", True) for result in results for r in result["ratios"])


def main():
    try:
        return 0 if compare(arguments()) else 1
    except PeerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
