"""Runs docs/notebook.ipynb and stores what its cells print.

    python tools/notebook.py

Comes in: the notebook. Goes out: the same with new outputs, in a form that does not depend on the day or the machine.
A test runs it too, and compares.
"""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"
FOLDERS = ("IPYTHONDIR", "JUPYTER_RUNTIME_DIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")  # not those of the user
ADDRESS = re.compile(r"at 0x[0-9a-f]+")  # of an object without a text of its own
MAX_SECONDS = 300  # of one cell; the longest, which builds the page, takes a few


def executed(notebook: Path = NOTEBOOK) -> nbformat.NotebookNode:
    """The notebook with the outputs of a run in its own folder. Raises where a cell fails."""
    content = nbformat.read(notebook, as_version=4)
    with tempfile.TemporaryDirectory() as folder, patch.dict(os.environ, dict.fromkeys(FOLDERS, folder)):
        client = NotebookClient(content, timeout=MAX_SECONDS, kernel_name="python3", record_timing=False,
                                resources={"metadata": {"path": str(notebook.parent)}})  # fmt: skip
        client.execute()
    content.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for number, cell in enumerate(content.cells, 1):
        cell.id, cell.metadata = f"cell-{number}", {}
        for output in cell.get("outputs", ()):
            plain = output.get("data", {})
            plain.update({"text/plain": ADDRESS.sub("at 0x0", plain["text/plain"])} if "text/plain" in plain else {})
    return content


def main() -> None:
    NOTEBOOK.write_text(nbformat.writes(executed()) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
