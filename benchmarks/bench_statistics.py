"""Medians with intervals, and whether sampled moments agree with theory."""

import math
import statistics

MOMENT_SIGMAS = 5.5  # false alarm 3.8e-8 a moment, 3e-5 over the 159 moments of 5 contestants
MOST_ROWS = 129  # contestants report the second moments of so many rows at most
OUTPUTS = ("e", "e^2", "e^4", "e x", "x", "x^2")


def interval_rank(count, confidence=0.95):
    """Largest rank l such that (l-th smallest, l-th largest) of `count` values holds the median with
    at least that confidence, whatever their distribution; 0 if even the extremes do not."""
    tail = 0.0
    for rank in range(count // 2 + 1):
        tail += math.comb(count, rank) / 2**count
        if 2 * tail > 1 - confidence:
            return rank
    return 0


def median_interval(values):
    """(median, low, high): the 95 % interval of the median from order statistics."""
    rank = interval_rank(len(values))
    if rank == 0:
        raise ValueError(f"{len(values)} values cannot bound a median at 95 %; take 6 or more")
    ordered = sorted(values)
    return statistics.median(ordered), ordered[rank - 1], ordered[-rank]


def expected_moments(point):
    """[(name, mean, variance of one sample)] of the scalar outputs, then of the lower triangle."""
    var_x = point["var_x"]
    d = 1 / sum(1 / (n + v) for n, v in zip(point["var_n"], point["var_v"], strict=True))
    # e and X are independent Gaussians of variances D and var_x.
    outputs = [(0, d), (d, 2 * d**2), (3 * d**2, 96 * d**4), (0, d * var_x), (0, var_x),
               (var_x, 2 * var_x**2)]
    moments = [(name, *value) for name, value in zip(OUTPUTS, outputs, strict=True)]
    for i in range(min(MOST_ROWS, 2 * len(point["var_n"]) + 1)):
        moments += [(f"z{i} z{j}", 0, 1) for j in range(i)]
        moments.append((f"z{i}^2", 1, 2))
    return moments


def disagreements(point, answer):
    """Texts that name every moment further than MOMENT_SIGMAS standard errors from theory."""
    values = answer["outputs"] + answer["normals"]
    texts = []
    for (name, mean, variance), value in zip(expected_moments(point), values, strict=True):
        sigmas = (value - mean) / math.sqrt(variance / answer["samples"])
        if not abs(sigmas) <= MOMENT_SIGMAS:
            texts.append(f"E[{name}] = {value:.8g}, theory {mean:.8g}: {sigmas:+.1f} sigma")
    return texts
