"""What several tests of the command line begin with."""

import os
import sys

import pytest

sys.path.insert(0, os.path.dirname(__file__))
from program import PLAN  # noqa: E402


@pytest.fixture
def folder(tmp_path):
    """A folder with the plan `tiny.toml`."""
    (tmp_path / "tiny.toml").write_text(PLAN)
    return tmp_path
