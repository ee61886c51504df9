"""Tables in a page of the documentation, each between two marks."""

from __future__ import annotations

from pathlib import Path


def put(page: Path, name: str, writer: str, table: str) -> None:
    """Write the table `name`, which the command `writer` makes, between its marks.

    Raises SystemExit where the page has no such marks."""
    begin, end = f"<!-- {name}: written by {writer} -->", f"<!-- end of {name} -->"
    before, _, rest = page.read_text("utf-8").partition(begin)
    if end not in rest:
        raise SystemExit(f"{page} lacks the lines {begin} and {end}: put them where the table shall stand.")
    page.write_text(f"{before}{begin}\n{table}\n{end}{rest.partition(end)[2]}", "utf-8")
