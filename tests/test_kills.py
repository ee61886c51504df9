"""A few kills of benchmarks/kills.py: whatever the moment, the folder is whole and the next command goes on."""

from __future__ import annotations

import json
import subprocess
import sys

from conftest import ROOT
from helpers_store import SPRING

KILLS = 5


def test_a_folder_is_whole_after_a_kill_at_any_moment():
    command = [
        sys.executable,
        ROOT / "benchmarks" / "kills.py",
        SPRING,
        "--kills",
        str(KILLS),
        "--pages",
        "2",
        "--json",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    record = json.loads(done.stdout)
    assert record["wrong"] == [] and done.returncode == 0
    assert record["kills"] == KILLS and record["commands_let_through"] >= 1
