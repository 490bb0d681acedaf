"""The hashes of a run file, computed a second time from docs/run-file.md."""

import hashlib
import struct

import numpy as np


def content_sha256(file):
    lines = [b"ceo-verify content 1\n"]

    def text(name, value):
        value = value if isinstance(value, bytes) else value.encode()
        lines.append(b"%s %d\n%s\n" % (name.encode(), len(value), value))

    def integers(name, *values):
        lines.append((" ".join([name] + [str(int(v)) for v in values]) + "\n").encode())

    text("config", file["config/canonical"][()])
    text("plan", file["plan/canonical"][()])
    streams = file["streams"]
    integers("cells", len(streams["cell"]))
    cells = flat_cells(file) if "totals" in file else [
        grouped_cell(file["moments/%04d" % i]) for i in range(len(streams["cell"]))]
    for i, cell in enumerate(streams["cell"]):
        moments = cells[i]
        text("id", cell)
        for name in ("model", "parameters", "fault"):
            text(name, streams[name][i])
        if streams["rng"][i] != b"philox":
            text("rng", streams["rng"][i])
        integers("key", *streams["key"][i])
        integers("first_strip", streams["first_strip"][i])
        integers("samples", streams["samples"][i])
        integers("matrices", moments["normals_kept"], moments["physical_kept"],
                 moments["matrix_every"])
        integers("outputs", len(moments["output"]))
        for output in moments["output"]:
            text("output", output)
        for name in ("scale_exponent", "row_exponent"):
            integers(name, *moments[name])
        for name in ("strips", "matrix_strips", "non_finite", "overflow"):
            integers(name, moments[name])
        for name in ("sums", "normals", "physical"):
            integers(name, *moments[name])
        if moments["shape"]:
            add_shape(lines, moments["shape"])
        if moments["ranges"] is not None:
            integers("ranges", len(moments["ranges"]))
            for first, strips in moments["ranges"]:
                integers("range", first, strips)
    return hashlib.sha256(b"".join(lines)).hexdigest()


def grouped_cell(group):
    """A cell of a complete file, from its group."""

    def totals(name):
        parts = np.reshape(group[name], (-1, 2)) if name in group else []
        return [int(hi) * 2**62 + int(lo) for hi, lo in parts]

    cell = {name: group.attrs[name]
            for name in ("strips", "matrix_strips", "non_finite", "overflow", "matrix_every")}
    cell |= {name: group[name] for name in ("output", "scale_exponent", "row_exponent")}
    cell |= {name: totals(name) for name in ("sums", "normals", "physical")}
    cell |= {name + "_kept": name in group for name in ("normals", "physical")}
    cell["ranges"] = cell["shape"] = None
    if "ranges" in group:
        cell["ranges"] = list(zip(group["ranges/first_strip"], group["ranges/strips"]))
    if "shape" in group:
        shape = group["shape"]
        ordered = ("sorted/samples", "sorted/checksum")
        cell["shape"] = dict(shape.attrs) | {
            "histogram": shape["histogram"][()], "source_bins": shape["source_bins"][()],
            "sorted": list(zip(*(shape[name] for name in ordered))) if "sorted" in shape else []}
    return cell


def flat_cells(file):
    """The cells of a part, cut from the long arrays of its group `totals`."""
    group = {name: dataset[()] for name, dataset in file["totals"].items()}
    at = dict.fromkeys(group, 0)

    def take(name, count):
        at[name] += int(count)
        return group[name][at[name] - int(count):at[name]]

    def wide(name, count):
        first = at[name]
        values = [int(low) for low in take(name, count)]
        for place, carry in zip(group[name + "_wide"], group[name + "_carry"]):
            if first <= place < first + count:
                values[int(place) - first] += 2**64 * int(carry)
        return values

    group["sums"] = group["sums"].ravel()
    cells = []
    for i in range(len(group["cell"])):
        cell = {name: column[i] for name, column in group.items()
                if len(column) == len(group["cell"])}
        rows = int(cell["rows"])
        cell["output"] = take("output", cell["outputs"])
        cell["scale_exponent"] = take("scale_exponent", cell["outputs"])
        cell["row_exponent"] = take("row_exponent", rows)
        cell["sums"] = wide("sums", int(cell["outputs"]) * 256)
        for name in ("normals", "physical"):
            cell[name] = wide(name, rows * (rows + 1) // 2 if cell[name + "_kept"] else 0)
        ranges = [take(name, cell["ranges"]) for name in ("first_strip", "range_strips")]
        cell["ranges"] = list(zip(*ranges)) if cell["partial"] else None
        cell["shape"] = None
        if cell["shape_every"]:
            cell["shape"] = {name: cell["shape_" + name]
                             for name in ("every", "error_scale", "strips", "non_finite", "overflow")}
            cell["shape"]["histogram"] = take("histogram", (rows + 3) // 2)
            cell["shape"]["source_bins"] = take("source_bins", 1)
            cell["shape"]["sorted"] = list(zip(
                *(take(name, cell["sorted"]) for name in ("sorted_samples", "sorted_checksum"))))
        cells.append(cell)
    return cells


def add_shape(lines, shape):
    """Point 8 of a cell in docs/run-file.md."""

    def integers(name, *values):
        lines.append((" ".join([name, *(str(int(value)) for value in values)]) + "\n").encode())

    integers("shape_every", shape["every"])
    scale = struct.pack(">d", shape["error_scale"]).hex()
    lines.append(b"shape_error_scale %s\n" % scale.encode())
    for name in ("strips", "non_finite", "overflow"):
        integers("shape_" + name, shape[name])
    for name in ("histogram", "source_bins"):
        integers("shape_" + name, *np.ravel(shape[name]))
    integers("sorted", len(shape["sorted"]))
    for samples, checksum in shape["sorted"]:
        integers("sorted_values", samples, checksum)


def claims_sha256(file):
    claims = file["claims"]
    lines = [b"ceo-verify claims 1\n", b"claims %d\n" % len(claims["claim"])]
    texts = ("claim", "title", "statement", "source", "assumptions", "kind", "expected", "verdict",
             "reason")
    counts = ("findings", "agree", "disagree", "unresolved", "errors", "controls",
              "controls_rejected")
    for i in range(len(claims["claim"])):
        for name in texts:
            lines.append(b"%s %d\n%s\n" % (name.encode(), len(claims[name][i]), claims[name][i]))
        lines.append(b"counts " + b" ".join(b"%d" % claims[name][i] for name in counts) + b"\n")
        lines.append(b"as_expected %d\n" % claims["as_expected"][i])
    return hashlib.sha256(b"".join(lines)).hexdigest()


def findings_sha256(file):
    lines = [b"ceo-verify findings 1\n"]

    def text(name, value):
        lines.append(b"%s %d\n%s\n" % (name.encode(), len(value), value))

    def count(name, value):
        lines.append(b"%s %d\n" % (name.encode(), int(value)))

    def real(name, value):
        lines.append(b"%s %s\n" % (name.encode(), struct.pack(">d", value).hex().encode()))

    def finding(group, measured, prefix, i):
        for name in ("claim", "point", "quantity"):
            text(name, group[prefix + name][i])
        real("value", measured[prefix + "value"][i])
        real("standard_error", measured[prefix + "standard_error"][i])
        count("samples", measured[prefix + "samples"][i])
        text("law", measured[prefix + "law"][i])
        for name in ("prediction", "systematic", "unit", "level", "resolution", "z", "p"):
            real(name, group[prefix + name][i])
        text("verdict", group[prefix + "verdict"][i])
        if group[prefix + "words"][i]:
            text("words", group[prefix + "words"][i])
        if group[prefix + "printed"][i]:
            count("printed", 1)

    def series(group):
        attribute = lambda name: group.attrs[name].encode()
        text("series_claim", attribute("claim"))
        text("series_id", attribute("id"))
        text("title", attribute("title"))
        for axis in ("x", "y"):
            text("axis", attribute(axis + "_name"))
            text("unit", attribute(axis + "_unit"))
            text("scale", attribute(axis + "_scale"))
        count("curves", len(group["curve"]))
        first = 0
        for i, name in enumerate(group["curve"]):
            text("curve", name)
            text("style", group["style"][i])
            last = first + int(group["points"][i])
            for column in ("x", "y", "low", "high"):
                given = column in ("x", "y") or group["interval"][i]
                values = group[column][first:last] if given else []
                words = [column] + [struct.pack(">d", value).hex() for value in values]
                lines.append((" ".join(words) + "\n").encode())
            first = last

    count("findings", len(file["findings/finding"]))
    for i in range(len(file["findings/finding"])):
        finding(file["findings"], file["estimates"], "", i)
    controls = file["controls"]
    count("controls", len(controls["control"]))
    for i, control in enumerate(controls["control"]):
        text("control_claim", controls["claim"][i])
        text("control", control)
        count("needed", controls["needed"][i])
        real("effect", controls["effect"][i])
        count("rejected", controls["rejected"][i])
        if controls["required"][i] == b"accepted":
            count("must_be_accepted", 1)
        finding(controls, controls, "finding_", i)
    if "series" in file:
        count("series", len(file["series"]))
        for name in sorted(file["series"]):
            series(file["series"][name])
    return hashlib.sha256(b"".join(lines)).hexdigest()
