"""Ratios, goals, the printed table and the JSON record."""

import datetime
import json
import os
import platform

from bench_statistics import median_interval

GOALS_PACK = "avx2"
GOALS = {  # of the standard comparison by K, one thread of that pack
    8: {
        "plain C++ / ours": (">=", 18.0),
        "NumPy / ours": (">=", 8.0),
        "ours / its normals": ("<=", 1.5),
        "gain of 2 threads / gain of the fma loop": (">=", 0.9),
    },
    32: {
        "plain C++ / ours": (">=", 15.0),
        "NumPy / ours": (">=", 7.0),
    },
}


def ratio(name, values, goals):
    """A ratio formed round by round, with its goal if `goals` has one of that name."""
    median, low, high = median_interval(values)
    record = {"name": name, "median": median, "low": low, "high": high, "rounds": values}
    if name in goals:
        relation, goal = goals[name]
        met = median >= goal if relation == ">=" else median <= goal
        record |= {"goal": f"{relation} {goal:g}", "met": met}
    return record


def paired(above, below, clock="cpu"):
    return [a / b for a, b in zip(above.times(clock), below.times(clock), strict=True)]


def print_times(contestants):
    print(f"{'contestant':<30}{'ns/sample':>12}{'95 % interval':>22}{'M samples/s':>13}")
    for contestant in contestants:
        median, low, high = (1e9 * t for t in median_interval(contestant.times()))
        interval = f"{low:.2f} .. {high:.2f}"
        print(f"{contestant.name:<30}{median:>12.2f}{interval:>22}{1e3 / median:>13.2f}")


def print_ratios(ratios):
    print(f"{'ratio of paired rounds':<44}{'median':>8}{'95 % interval':>18}{'goal':>8}")
    for r in ratios:
        interval = f"{r['low']:.2f} .. {r['high']:.2f}"
        verdict = "" if "goal" not in r else f"{r['goal']:>8}  {'met' if r['met'] else 'MISSED'}"
        print(f"{r['name']:<44}{r['median']:>8.2f}{interval:>18}{verdict}")


def processor():
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
            for line in cpuinfo:
                if line.startswith("model name"):
                    return line.split(":", 1)[1].strip()
    except OSError:
        pass
    return platform.processor() or "unknown"


def machine():
    return {"processor": processor(), "cores": os.cpu_count(),
            "cores allowed": len(os.sched_getaffinity(0)), "system": platform.platform(),
            "load average at the start": os.getloadavg()}


def times_of(contestants):
    return [{"name": c.name, "job": c.job, "samples": c.samples, "seconds_per_sample": c.rounds}
            for c in contestants]


def write_json(folder, record):
    """Writes results/bench-DATE.json and returns its path."""
    now = datetime.datetime.now(datetime.timezone.utc)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"bench-{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps({"date": now.isoformat(), **record}, indent=1) + "\n",
                    encoding="utf-8")
    return path
