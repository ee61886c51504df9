"""The package that `spacy.load("zh_kgraph_bulletin")` imports. Its parts and models are those of kgraph."""

import json
from pathlib import Path
from typing import Any

from kgraph import bulletin

FOLDER = Path(__file__).parent
__version__ = json.loads((FOLDER / "meta.json").read_text("utf-8"))["version"]


def load(**options: Any) -> Any:
    return bulletin.load(FOLDER, **options)
