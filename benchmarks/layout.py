"""Measures the splitter on scrambled pages: joints right, wrong and missed, article beginnings, and speed.

    python benchmarks/layout.py FOLDER_OF_TEXTS... [--pages 200] [--seed 1] [--json]

`right` are true joints that were made, `missed` true joints that were not, `wrong` joints made that are not true
(all in percent of the true joints); `doubtful` are missed joints that were reported. `starts` are article beginnings
found. The texts should be ones that the splitter was not tuned on.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import scramble  # noqa: E402

from kgraph.documents import split  # noqa: E402
from kgraph.nouns import Document, Page  # noqa: E402


def made(document: Document) -> set[tuple[int, int]]:
    """The joints in a document: (end of a piece, start of the next) where no line break stands between."""
    found = set()
    for left, right in zip(document.segments, document.segments[1:], strict=False):
        if "\n" not in (document.text[right.start - 1], document.text[right.start]):
            found.add((left.source_start + left.length, right.source_start))
    return found


def measure(pages: list[scramble.Scrambled], layout: dict) -> Counter[str]:
    """Counts over all pages."""
    count: Counter[str] = Counter()
    for number, scrambled in enumerate(pages):
        page = Page(f"{number:04}", "scrambled", scrambled.text, hashlib.sha256(scrambled.text.encode()).hexdigest())
        began = time.perf_counter()
        found = split(page, layout)
        count["nanoseconds"] += int(1e9 * (time.perf_counter() - began))
        count.update(_compare(scrambled, found))
    return count


def _compare(scrambled: scramble.Scrambled, found: tuple[Document, ...]) -> Counter[str]:
    true, joined = set(scrambled.joints), set().union(*(made(document) for document in found))
    reported = set().union(*(document.doubtful_joints for document in found))
    far = {(end, start) for end, start in true if scrambled.text[end:start].strip()}
    starts = {document.pieces[0].start for document in found}
    return Counter(
        joints=len(true), right=len(true & joined), wrong=len(joined - true), missed=len(true - joined),
        doubtful=len((true - joined) & reported), far=len(far), far_right=len(far & joined),
        starts=len(scrambled.starts), starts_right=len(set(scrambled.starts) & starts),
        starts_wrong=len(starts - set(scrambled.starts)), dropped=len(scrambled.dropped), pages=1,
        dropped_right=len({end for end in scrambled.dropped if end not in {e for e, _ in joined}}),
        characters=len(scrambled.text),
    )  # fmt: skip


def table(count: Counter[str]) -> str:
    """The figures as lines of text."""
    joints, seconds = max(count["joints"], 1), count["nanoseconds"] / 1e9
    rows = [
        f"pages               {count['pages']:7}",
        f"joints              {count['joints']:7}",
        *(
            f"  {name:18}{count[name]:7} {100 * count[name] / joints:7.2f} %"
            for name in ("right", "wrong", "missed", "doubtful")
        ),
        f"joints across others{count['far']:7}",
        f"  right             {count['far_right']:7} {100 * count['far_right'] / max(count['far'], 1):7.2f} %",
        f"article beginnings  {count['starts']:7}",
        f"  right             {count['starts_right']:7} {100 * count['starts_right'] / max(count['starts'], 1):7.2f} %",
        f"  wrong             {count['starts_wrong']:7} {100 * count['starts_wrong'] / max(count['starts'], 1):7.2f} %",
        f"dropped ends        {count['dropped']:7}",
        f"  left open         {count['dropped_right']:7}",
        f"characters a second {count['characters'] / seconds:7.0f}",
    ]
    return "\n".join(rows)


def main(arguments: list[str] | None = None) -> int:
    """Scramble, split, compare, print."""
    parser = argparse.ArgumentParser(description="measure the splitter on scrambled pages")
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    layout = tomllib.loads((ROOT / "ontology" / "layout.toml").read_text("utf-8"))
    pages = scramble.pages(scramble.texts_below(options.texts), options.pages, options.seed)
    count = measure(pages, layout)
    sys.stdout.write((json.dumps(count, sort_keys=True) if options.json else table(count)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
