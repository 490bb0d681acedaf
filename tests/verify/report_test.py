"""The page of the published run: valid, accessible, self-contained, small, quick, always the same."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
import time
from html.parser import HTMLParser

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import SOURCE, environment, parsed, result, run  # noqa: E402

RUN = os.path.join(SOURCE, "reports", "published", "quick-1.h5")
VOID = {"meta", "br", "img", "link", "input", "hr"}


class Outline(HTMLParser):
    """Elements with their attributes, headings in order, and how deep tags nest."""

    def __init__(self):
        super().__init__()
        self.elements, self.headings, self.open = [], [], []

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    folder = tmp_path_factory.mktemp("page")
    result("report", RUN, "-o", "made", cwd=folder)
    with open(folder / "made" / "quick-1.html", encoding="utf-8") as file:
        return file.read()


@pytest.fixture(scope="module")
def outline(page):
    parser = Outline()
    parser.feed(page)
    assert parser.open == []
    return parser


def test_headings_descend_one_level_at_a_time(outline):
    assert outline.headings[0] == 1 and outline.headings.count(1) == 1
    for before, after in zip(outline.headings, outline.headings[1:]):
        assert after <= before + 1


def test_landmarks_language_title_and_skip_link(page, outline):
    for landmark in ("header", "nav", "main", "footer", "title"):
        assert len(outline.all(landmark)) == 1, landmark
    assert outline.all("html") == [{"lang": "en"}]
    assert outline.all("main")[0]["id"] == outline.all("a")[0]["href"][1:]


def test_tables_have_captions_and_scopes(outline):
    assert len(outline.all("caption")) == len(outline.all("table")) > 4
    assert all(cell.get("scope") in ("col", "row") for cell in outline.all("th"))
    regions = [box for box in outline.all("div") if box.get("class") == "table"]
    assert all(box["role"] == "region" and box["aria-label"] for box in regions)


def test_links_and_labels_have_targets(outline):
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for link in outline.all("a") + outline.all("use"):
        assert link["href"][0] == "#" and link["href"][1:] in ids
    for section in outline.all("section"):
        assert section["aria-labelledby"] in ids


def test_nothing_is_fetched_or_run(page, outline):
    tags = {tag for tag, _ in outline.elements}
    assert not tags & {"script", "iframe", "object", "embed", "link", "form", "base"}
    for tag, attributes in outline.elements:
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            if name in ("href", "src", "xlink:href"):
                assert value.startswith("#") or value.startswith("data:image/png;base64,")
    addresses = set(re.findall(r"[a-z]+://[^\s\"'<]*", page))
    assert addresses <= {"http://www.w3.org/2000/svg"}
    assert "@import" not in page and not re.search(r"url\((?!#)", page)


def test_figures_have_words(page, outline):
    figures = len(outline.all("figure"))
    assert figures >= 6 and figures == len(outline.all("figcaption"))
    if shutil.which("gnuplot") is None:
        assert "The figures are missing" in page
        return
    assert len(outline.all("svg")) == figures
    pictures = [box for box in outline.all("div") if box.get("role") == "img"]
    assert len(pictures) == figures and all(len(box["aria-label"]) > 40 for box in pictures)


def test_small(page):
    assert len(page.encode()) < 2_000_000


def test_no_warning_of_tidy(page):
    if shutil.which("tidy") is None:
        pytest.skip("tidy is not installed")
    done = subprocess.run(
        ["tidy", "-q", "-e", "--show-info", "no"], input=page, capture_output=True, text=True
    )
    assert done.stderr == ""


def test_no_error_of_libxml2(page):
    if shutil.which("xmllint") is None:
        pytest.skip("xmllint is not installed")
    pictures = re.findall(r"<svg.*?</svg>", page, re.S)
    for picture in pictures:
        subprocess.run(
            ["xmllint", "--noout", "-"], input=picture, text=True, check=True, capture_output=True
        )


def test_markdown_renders_to_the_same_tables(tmp_path, outline):
    result("report", RUN, "-o", ".", "--format", "md", cwd=tmp_path)
    if shutil.which("cmark-gfm") is None:
        pytest.skip("cmark-gfm is not installed")
    done = subprocess.run(
        ["cmark-gfm", "-e", "table", "-e", "autolink", tmp_path / "quick-1.md"],
        capture_output=True,
        text=True,
        check=True,
    )
    parser = Outline()
    parser.feed(done.stdout.replace(" />", ">"))
    assert parser.headings == outline.headings
    assert len(parser.all("table")) == len(outline.all("table"))
    assert len(parser.all("tr")) == len(outline.all("tr"))
    assert not parser.all("a") and not parser.all("img")


def test_page_of_host_checks(tmp_path):
    """Words, curves and their folded numbers: valid, with an element for each."""
    (tmp_path / "ring.toml").write_text('[plan]\nname = "ring"\n[claims."liu.ring"]\n')
    result("run", "ring.toml", "-o", "ring.h5", cwd=tmp_path)
    result("report", "ring.h5", "--format", "html,csv,json", cwd=tmp_path)
    page = (tmp_path / "ring.html").read_text(encoding="utf-8")
    for words in ("<dt>Printed</dt>", "<dt>Found</dt>", "<dt>Holds instead</dt>", "refuted as printed"):
        assert words in page
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    series = json.loads((tmp_path / "ring.json").read_text(encoding="utf-8"))["series"]
    assert len(outline.all("figure")) == len(outline.all("details")) == len(series) == 1
    points = sum(len(curve["x"]) for curve in series[0]["curves"])
    numbers = re.search(r"<details>.*?</details>", page, re.S).group()
    assert numbers.count('<th scope="row">') == points > 50
    with open(tmp_path / "ring.csv", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["row"] == "series"]
    assert [float(row["y"]) for row in rows] == sum((c["y"] for c in series[0]["curves"]), [])
    if shutil.which("tidy") is not None:
        test_no_warning_of_tidy(page)
    if shutil.which("xmllint") is not None:
        test_no_error_of_libxml2(page)


def test_csv_and_json_hold_every_finding(tmp_path):
    result("report", RUN, "-o", ".", "--format", "csv,json", cwd=tmp_path)
    info = parsed("info", RUN, cwd=tmp_path)
    with open(tmp_path / "quick-1.json", encoding="utf-8") as file:
        made = json.load(file)
    assert made.pop("file") == "quick-1.h5"
    info.pop("file")
    assert made == info
    with open(tmp_path / "quick-1.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(io.StringIO(file.read())))
    findings = [row for row in rows if row["row"] == "finding"]
    assert [float(row["estimate"]) for row in findings] == [f["value"] for f in info["findings"]]
    assert len(rows) - len(findings) == len(info["controls"])


def test_the_same_bytes_and_soon(tmp_path):
    shutil.copy(RUN, tmp_path / "quick-1.h5")
    begin = time.monotonic()
    result("report", "quick-1.h5", "--format", "html,md", cwd=tmp_path)
    seconds = time.monotonic() - begin
    result("report", RUN, "-o", "other", "--format", "html,md", cwd=tmp_path)
    for name in ("quick-1.html", "quick-1.md"):
        assert (tmp_path / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
    # A limit against runaway work, not a measurement: it takes half a second.
    assert seconds < 30


def test_published_markdown_is_what_the_program_writes(tmp_path):
    result("report", RUN, "-o", ".", "--format", "md", cwd=tmp_path)
    with open(RUN.replace(".h5", ".md"), encoding="utf-8") as file:
        assert (tmp_path / "quick-1.md").read_text(encoding="utf-8") == file.read()


def test_without_gnuplot(tmp_path):
    done = run("report", RUN, "-o", ".", cwd=tmp_path, env=environment(PATH=str(tmp_path)))
    assert done.returncode == 0 and "no figures" in done.stderr
    text = (tmp_path / "quick-1.html").read_text(encoding="utf-8")
    assert "The figures are missing" in text and "<svg" not in text and "<table>" in text


def refused(*arguments, cwd, code, words):
    done = run("report", *arguments, cwd=cwd)
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    for word in words:
        assert word in done.stderr


def test_refusals(tmp_path):
    (tmp_path / "text.h5").write_text("no run")
    (tmp_path / "file").write_text("")
    refused("absent.h5", cwd=tmp_path, code=4, words=["absent.h5"])
    refused("text.h5", cwd=tmp_path, code=4, words=["text.h5"])
    refused(RUN, "--format", "pdf", cwd=tmp_path, code=2, words=["--format", "pdf"])
    refused(RUN, "--format", "html,pdf", cwd=tmp_path, code=2, words=["pdf"])
    refused(RUN, RUN, "-o", ".", cwd=tmp_path, code=2, words=["quick-1.html"])
    refused(RUN, "-o", "file/below", cwd=tmp_path, code=4, words=["file"])
    refused(RUN, "-o", "/proc/none", cwd=tmp_path, code=4, words=["/proc"])
    refused(cwd=tmp_path, code=2, words=["FILE"])
    # One that cannot be read: nothing of the others is written.
    refused(RUN, "text.h5", "-o", "made", cwd=tmp_path, code=4, words=["text.h5"])
    assert not list((tmp_path).glob("**/*.html"))


def test_nothing_is_replaced_without_force(tmp_path):
    (tmp_path / "quick-1.html").write_text("mine")
    refused(RUN, "-o", ".", cwd=tmp_path, code=4, words=["quick-1.html", "--force"])
    assert (tmp_path / "quick-1.html").read_text() == "mine"
    result("report", RUN, "-o", ".", "--force", cwd=tmp_path)
    assert (tmp_path / "quick-1.html").stat().st_size > 10_000
