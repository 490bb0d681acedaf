"""docs/outputs.md and the program name the same keys; the JUnit report is read back."""

import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

import h5py
import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN, SOURCE, parsed, result, run  # noqa: E402

sys.path.insert(0, os.path.join(SOURCE, "tests/host/io"))
from run_file_hashes import findings_sha256  # noqa: E402

PUBLISHED = [os.path.join(SOURCE, f"reports/published/quick-{i}.h5") for i in (1, 2, 4)]
SCHEMA = os.path.join(os.path.dirname(__file__), "junit.xsd")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("outputs")
    (folder / "tiny.toml").write_text(PLAN)
    result("run", "tiny.toml", "--no-controls", "-o", "a.h5", cwd=folder)
    result("run", "tiny.toml", "--no-controls", "--seed", 6, "-o", "b.h5", cwd=folder)
    result("run", "tiny.toml", "--no-controls", "--shard", "1/3", "-o", "part.h5", cwd=folder)
    return folder


# --- Keys ----------------------------------------------------------------------------------------


def documented():
    """{section: {prefix: names}} of the tables of docs/outputs.md."""
    sections, prefixes = {}, [""]
    with open(os.path.join(SOURCE, "docs/outputs.md"), encoding="utf-8") as page:
        for line in page:
            if line.startswith("## "):
                section = sections.setdefault(line[3:].strip(), {})
                prefixes = [""]
            elif line.startswith("### "):
                prefixes = re.findall("`(.+?)`", line)
            elif line.startswith("| `") and sections:
                names = re.findall("`(.+?)`", line.split(" | ")[0])
                for prefix in prefixes:
                    section.setdefault(prefix, set()).update(names)
    return sections


SECTIONS = documented()
LEDGER = SECTIONS["run, merge, info, report --format json"]


def names(rows):
    """The keys that all of these objects have; nothing else may be in any of them."""
    assert rows
    assert all(set(row) == set(rows[0]) for row in rows)
    return set(rows[0])


def check_ledger(ledger):
    assert set(ledger) == LEDGER[""]
    for part in ("claims", "findings", "sessions"):
        if ledger[part]:
            assert names(ledger[part]) == LEDGER[part + "[]."]
    if ledger["controls"]:
        assert names(ledger["controls"]) == LEDGER["controls[]."]
        findings = [control["finding"] for control in ledger["controls"]]
        assert names(findings) == LEDGER["findings[]."]
    for series in ledger["series"]:
        keys = {key for key in series if key not in ("x", "y", "curves")}
        keys |= {f"{axis}.{key}" for axis in "xy" for key in series[axis]}
        keys |= {f"curves[].{key}" for key in names(series["curves"])}
        assert keys == LEDGER["series[]."]


def test_keys_of_the_ledger(folder):
    for name in ("a.h5", "part.h5"):
        ledger = parsed("info", name, cwd=folder)
        check_ledger(ledger)
        assert ledger["claims"] and ledger["findings"] and ledger["sessions"]
    full = parsed("info", PUBLISHED[-1], cwd=folder)
    check_ledger(full)
    assert full["controls"] and full["series"]
    check_ledger(parsed("merge", "part.h5", "-o", "merged.h5", cwd=folder, code=3))


def test_keys_of_json_lines(folder):
    result("report", PUBLISHED[-1], "-o", "lines", "--format", "jsonl,json", cwd=folder)
    text = (folder / "lines/quick-4.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    ledger = json.loads((folder / "lines/quick-4.json").read_text(encoding="utf-8"))
    own = SECTIONS["report --format jsonl"][""]
    for kind in ("claim", "finding", "control"):
        found = [row for row in rows if row["row"] == kind]
        assert names(found) == own | LEDGER[kind + "s[]."]
        bare = [{key: row[key] for key in LEDGER[kind + "s[]."]} for row in found]
        assert bare == ledger[kind + "s"]
        assert all(row["seed"] == ledger["seed"] and row["plan"] == "quick" for row in found)
    kinds = [row["row"] for row in rows]
    assert sorted(kinds, key=("claim", "finding", "control").index) == kinds
    assert len(rows) == sum(len(ledger[part]) for part in ("claims", "findings", "controls"))


def test_keys_of_comparisons(folder):
    diff = SECTIONS["diff"]
    for other, code in (("a.h5", 0), ("b.h5", 1)):
        found = parsed("diff", "a.h5", other, cwd=folder, code=code)
        assert set(found) == diff[""] - {"dataset", "values"}
        for part in ("moments", "findings"):
            assert names(found[part]) == diff[part + "[]."]
    assert set(found["first_difference"]) == {"dataset", "values"}
    again = parsed("reproduce", "part.h5", cwd=folder)
    own = {"a", "b", "same", "dataset", "values"}
    assert set(again) == diff[""] - own | SECTIONS["reproduce"][""]
    assert again["tier"] == "bits"


def test_keys_of_replay(folder):
    section = SECTIONS["replay --sample"]
    sample = parsed("replay", "a.h5", "--cell", "pair", "--sample", 3, cwd=folder)
    draws = [sample["source_draws"], *sample["worker_draws"]]
    named = {"worker_draws[]" if key == "worker_draws" else key for key in sample} | names(draws)
    assert named == section[""]
    for part in ("workers", "outputs"):
        assert names(sample[part]) == section[part + "[]."]
    found = parsed("replay", "a.h5", "--cell", "pair", "--extremes", 2, cwd=folder)
    named = {key for key in found if key != "extremes"}
    named |= {"extremes[]." + key for key in names(found["extremes"])}
    assert named == SECTIONS["replay --extremes"][""]


def test_keys_of_report_and_columns(folder):
    written = parsed("report", PUBLISHED[0], "-o", "pages", "--format", "csv", cwd=folder)
    assert set(written) == SECTIONS["report"][""]
    with open(folder / "pages/quick-1.csv", encoding="utf-8") as file:
        columns = file.readline().strip().split(",")
    assert len(columns) == len(set(columns))
    assert set(columns) == SECTIONS["report --format csv"][""] - {"predicted", "value"}


# --- JUnit ---------------------------------------------------------------------------------------


def junit(folder, path, expected_code=0):
    result("report", path, "-o", "junit", "--format", "junit", "--force", cwd=folder)
    name = os.path.basename(str(path)).removesuffix(".h5") + ".junit.xml"
    check = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, folder / "junit" / name],
                           capture_output=True, text=True, check=False)
    assert check.returncode == 0, check.stderr
    return ElementTree.parse(folder / "junit" / name).getroot()


def outcomes(suites):
    """{(suite, case): outcome}; the counts of the attributes must be those of the cases."""
    found, whole = {}, dict.fromkeys(("tests", "failures", "errors"), 0)
    for suite in suites:
        kinds = []
        for case in suite:
            results = [child.tag for child in case if child.tag not in ("system-out", "system-err")]
            kinds.append(results[0] if results else "passed")
            assert case.get("classname") == suite.get("name")
            found[suite.get("name"), case.get("name")] = kinds[-1]
        counts = {"tests": len(kinds), "failures": kinds.count("failure"),
                  "errors": kinds.count("error"), "skipped": kinds.count("skipped")}
        assert {name: int(suite.get(name)) for name in counts} == counts
        for name in whole:
            whole[name] += counts[name]
    assert {name: int(suites.get(name)) for name in whole} == whole
    assert len(found) == whole["tests"], "every case has a name of its own"
    return found


@pytest.mark.parametrize("path", PUBLISHED)
def test_junit_of_published_runs(folder, path):
    found = outcomes(junit(folder, path))
    ledger = parsed("info", path, cwd=folder)
    bad = {"failure", "error"} & set(found.values())
    assert bool(bad) == (ledger["exit_code"] == 1)
    assert len(found) == sum(len(ledger[part]) for part in ("claims", "findings", "controls"))
    for finding in ledger["findings"]:
        case = found[finding["claim"], f"{finding['quantity']} at {finding['point']}"]
        if finding["verdict"] == "agree":
            assert case == "passed"
    if any(claim["verdict"] == "refuted as printed" for claim in ledger["claims"]):
        assert any(finding["verdict"] == "disagree" for finding in ledger["findings"])


def test_junit_of_a_part_skips_everything(folder):
    found = outcomes(junit(folder, "part.h5"))
    assert found and set(found.values()) == {"skipped"}


def test_junit_skips_what_is_too_coarse(folder):
    (folder / "fine.toml").write_text(PLAN.replace("resolution = 1e-2", "resolution = 1e-9"))
    done = run("run", "fine.toml", "--no-controls", "-o", "fine.h5", cwd=folder)
    assert done.returncode == 3, done.stderr
    assert set(outcomes(junit(folder, "fine.h5")).values()) == {"skipped"}


def test_junit_fails_where_the_run_does(folder):
    """A finding that disagrees, its claim, and a fault that was not rejected: three failures."""
    shutil.copy(PUBLISHED[-1], folder / "bad.h5")
    with h5py.File(folder / "bad.h5", "r+") as file:
        fault = list(file["controls/rejected"]).index(1)
        file["controls/rejected"][fault] = 0
        row = list(file["claims/claim"]).index(file["controls/claim"][fault])
        file["claims/controls_rejected"][row] -= 1
        row = list(file["claims/verdict"]).index(b"holds")
        file["claims/verdict"][row] = "refuted"
        file["claims/as_expected"][row] = 0
        finding = list(file["findings/claim"]).index(file["claims/claim"][row])
        file["findings/verdict"][finding] = "disagree"
        file["findings/reason"][finding] = 'a < b & "c"'
        file.attrs.modify("findings_sha256", findings_sha256(file))
    before = outcomes(junit(folder, PUBLISHED[-1]))
    after = outcomes(junit(folder, "bad.h5"))
    assert parsed("info", "bad.h5", cwd=folder)["exit_code"] == 1
    changed = {key: value for key, value in after.items() if before[key] != value}
    assert sorted(changed.values()) == ["failure"] * 3
    assert sum(case == "verdict" for _, case in changed) == 1
    assert sum(case.startswith("control ") for _, case in changed) == 1
    messages = [case.get("message") for case in junit(folder, "bad.h5").iter("failure")]
    assert 'a < b & "c"' in messages


def test_the_schema_refuses_what_readers_do_not_know(folder, tmp_path):
    junit(folder, "a.h5")
    good = (folder / "junit/a.junit.xml").read_text(encoding="utf-8")
    for old, new in (("testcase", "case"), (' classname="thm2.unbiased"', ""),
                     ("failures=", "failed="), ("</testsuites>", "<properties/></testsuites>")):
        assert old in good
        (tmp_path / "bad.xml").write_text(good.replace(old, new), encoding="utf-8")
        check = subprocess.run(["xmllint", "--noout", "--schema", SCHEMA, tmp_path / "bad.xml"],
                               capture_output=True, text=True, check=False)
        assert check.returncode != 0, (old, new)
