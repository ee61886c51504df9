"""Makes the generated word lists of `ontology/lexicons/`: surnames, divisions, titles, short names of companies.

In: a folder with the public tables as `.tsv` or `.tsv.xz` (`surnames`, `admin_province_city_county`, `admin_towns`,
`company_short_forms`, `thuocl_places`, `thuocl_finance`, `thuocl_law`), and the hand-written lists of the lexicon
folder. Out: `surnames.tsv`, `divisions.tsv.xz`, `titles.tsv`, `company_short_forms.tsv.xz`; the same bytes each time.

    python tools/lexicons.py TABLES_FOLDER ontology/lexicons

Without a table folder, `python tools/lexicons.py --titles ontology/lexicons` makes `titles.tsv` only.
"""

from __future__ import annotations

import lzma
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

Row = tuple[str, ...]

SOURCES = {
    "surnames": "Chinese-Names-Corpus by wainshine (Apache-2.0), see LICENSES/Chinese-Names-Corpus.txt",
    "divisions": "china-division 2.7.0 by modood (WTFPL; package MIT), see LICENSES/china-division.txt",
    "company_short_forms": "Company-Names-Corpus by wainshine (Apache-2.0), see LICENSES/Company-Names-Corpus.txt",
    "titles": "title_stems.tsv, title_prefixes.tsv, title_words.tsv of this folder, hand-written (CC0-1.0)",
}
LONG_NAME = 4  # characters; from here on an ending tells a company, shorter names are brands at best
BRAND_LENGTHS = (
    3,
    4,
)  # characters; names of 2 hit ordinary text 2 times in 3 (bulletins), so only known firms keep them
PLAIN_STARTS = (
    "新大小一二三在全好上下中老最不这那何多每同和与之为的是有"  # a name of 3 that begins so is mostly a phrase
)
MIXED = ("thuocl_places", "thuocl_finance", "thuocl_law")
COMMON_WORD = 500  # documents (THUOCL); a company-like name seen more often is an ordinary word
NOT_COMPANIES = (
    "institution_suffixes",
    "government_suffixes",
    "places_suffixes",
    "event_suffixes",
    "programme_suffixes",
    "non_names",
    "industries",
)


def read(folder: Path, name: str) -> list[Row]:
    """The rows of a table or lexicon, without comments; a first row of column names stays."""
    for path, opener in ((folder / f"{name}.tsv", open), (folder / f"{name}.tsv.xz", lzma.open)):
        if path.is_file():
            with opener(path, "rt", encoding="utf-8") as file:
                return [tuple(line.rstrip("\n").split("\t")) for line in file if not line.startswith("#")]
    raise SystemExit(f"{folder.name}/ has no {name}.tsv and no {name}.tsv.xz. Put it there and run again.")


def table(folder: Path, name: str) -> Iterator[dict[str, str]]:
    """The rows of a table whose first row holds the column names."""
    head, *rows = read(folder, name)
    return (dict(zip(head, row, strict=False)) for row in rows)


def words(folder: Path, names: Iterable[str]) -> set[str]:
    """The first column of several lexicons."""
    return {row[0] for name in names for row in read(folder, name)}


# ── surnames ──


def surnames(tables: Path) -> list[Row]:
    """Each surname with its frequency in the source, the most frequent first."""
    rows = {row["surname"]: float(row["tf"]) for row in table(tables, "surnames")}
    return [(name, f"{count:g}") for name, count in sorted(rows.items(), key=lambda r: (-r[1], r[0]))]


# ── divisions ──


def divisions(tables: Path) -> list[Row]:
    """Provinces, cities, counties and towns: name, level, code, parent's code, short name."""
    upper = list(table(tables, "admin_province_city_county"))
    above = {r["code"]: r["parent_code"] for r in upper if r.get("pseudo") == "1"}
    rows = {(r["name"], r["level"], r["code"], _real(r["parent_code"], above), _short(r)) for r in upper if _is_real(r)}
    towns = (r for r in table(tables, "admin_towns") if _is_town(r))
    rows |= {(r["name"], "town", r["code"], _real(r["county_code"], above), "") for r in towns}
    return sorted(rows, key=lambda row: (row[2], *row))


def _is_real(row: dict[str, str]) -> bool:
    """Rows like 市辖区 only hold a place in the statistical tables."""
    return row.get("pseudo") != "1"


def _real(code: str, above: dict[str, str]) -> str:
    """The nearest code at or above `code` that is no place holder."""
    while code in above:
        code = above[code]
    return code


def _short(row: dict[str, str]) -> str:
    short = row.get("short", "")
    return short if row["code"] and 1 < len(short) < len(row["name"]) else ""


def _is_town(row: dict[str, str]) -> bool:
    """Real towns and sub-districts; farms, zones and other statistical units are left out."""
    return row["kind"] in ("subdistrict", "town", "township", "ethnic_township", "sumu")


# ── titles ──


def titles(lexicons: Path) -> list[Row]:
    """Every stem with the prefixes of its classes, and the finished titles: title, level, stem."""
    prefixes: dict[str, list[str]] = {}
    for prefix, group in read(lexicons, "title_prefixes"):
        prefixes.setdefault(group, []).append(prefix)
    found: dict[str, tuple[str, set[str]]] = {}
    for title, level in read(lexicons, "title_words"):
        found.setdefault(title, (title, set()))[1].add(level)
    for stem, level, groups in sorted(read(lexicons, "title_stems")):
        for title in _variants(stem, groups, prefixes):
            found.setdefault(title, (stem, set()))[1].add(level)
    return [(title, "|".join(sorted(levels)), stem) for title, (stem, levels) in sorted(found.items())]


def _variants(stem: str, groups: str, prefixes: dict[str, list[str]]) -> Iterator[str]:
    yield stem
    for group in groups.split("|") if groups != "-" else ():
        if group not in prefixes:
            raise SystemExit(f'title_stems.tsv: "{stem}" wants prefix class "{group}", which title_prefixes.tsv lacks.')
        yield from (prefix + stem for prefix in prefixes[group])


# ── short names of companies ──


def company_short_forms(tables: Path, lexicons: Path) -> list[Row]:
    """Short names worth looking for: `firm` has a company's ending, `known` is hand-written."""
    source = {row["short"] for row in table(tables, "company_short_forms")}
    endings = tuple(sorted({row[0] for row in read(lexicons, "company_suffixes") if len(row[0]) > 1}))
    common = {
        row["term"] for name in MIXED for row in table(tables, name) if int(row["df"].rstrip("?") or 0) > COMMON_WORD
    }
    places = {name for row in divisions(tables) for name in (row[0], row[4]) if name} | words(lexicons, ["countries"])
    ordinary = common | places | words(lexicons, [*NOT_COMPANIES, "titles"])
    names = (name for name in source - ordinary if len(name) >= LONG_NAME and name.endswith(endings))
    found = {name: (name, "firm") for name in names if all("\u4e00" <= c <= "\u9fff" for c in name)}
    found.update({row[0]: (row[0], "known") for row in read(lexicons, "known_companies")})
    return sorted(found.values())


# ── writing ──


def write(folder: Path, name: str, what: str, columns: str, rows: list[Row], packed: bool = False) -> None:
    """One lexicon file with its comment header; packed ones are .xz without a time stamp."""
    head = f"# {what}\n# Source: {SOURCES[name]}.\n# Made by tools/lexicons.py: {len(rows)} rows. Columns: {columns}\n"
    text = head + "".join("\t".join(row).rstrip("\t") + "\n" for row in rows)
    path = folder / (f"{name}.tsv.xz" if packed else f"{name}.tsv")
    data = text.encode("utf-8")
    path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME) if packed else data)
    print(f"{path.name}: {len(rows)} rows, {path.stat().st_size} bytes")


def make_titles(lexicons: Path) -> None:
    what = "Job titles with their prefixes; level says in which kind of body they are usual."
    write(
        lexicons,
        "titles",
        what,
        "title, level (party, government, congress, company, institution, any), stem",
        titles(lexicons),
    )


def main(arguments: list[str]) -> None:
    if len(arguments) != 2:
        raise SystemExit(__doc__)
    lexicons = Path(arguments[1])
    make_titles(lexicons)
    if arguments[0] == "--titles":
        return
    tables = Path(arguments[0])
    write(lexicons, "surnames", "Chinese surnames, compound ones included.", "surname, frequency", surnames(tables))
    what = "Provinces, cities, counties, towns and sub-districts of China, as of 2023-06-30."
    columns = "name, level (province, city, county, zone, town), code, parent's code, short name"
    write(lexicons, "divisions", what, columns, divisions(tables), packed=True)
    what = "Short names of companies: a soft hint, many are ordinary words in other texts."
    columns = "name, kind (known: hand-written, firm: has a company's ending)"
    write(lexicons, "company_short_forms", what, columns, company_short_forms(tables, lexicons), packed=True)


if __name__ == "__main__":
    main(sys.argv[1:])
