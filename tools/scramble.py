"""Articles → scrambled newspaper pages with their true joints, to measure the splitter.

Plain articles come in (headline lines, then paragraphs); out goes a page as an e-paper gives it: column cuts in
mid-sentence, articles interleaved, ends dropped, bylines, section labels, captions and jump lines, together with the
joints that put it right. Everything depends on the seed alone.

    python tools/scramble.py FOLDER_OR_TEXTS... [--seed 1] [--pages 1]
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

FINAL = "。！？!?…"
CLOSERS = "”’」』）)》\"'"
NO_LINE_START = "，。、；：！？,.;:!?”’」』）)》】%％·—…"  # typesetters never begin a line with these
NO_LINE_END = "“‘「『（(《【"  # nor end one with these
SHORT = 48  # characters; a longer line is a paragraph
FEW = 60  # characters; an article needs a body longer than this
COLUMN = 10  # characters of a column's width: at least a line stands before a break
STAY = 0.62  # probability that an article's next piece follows at once (a plain column break)
CUT = 0.3  # probability that a paragraph is cut; on the real page under examples/ it is 0.2
DROP = 0.15  # probability that an article's last piece is missing
NOISE = 0.25  # probability of a caption, label or jump line at a break
LEAD = 0.6  # probability that an article without a lead gets one
BYLINE = 0.6  # probability of a byline
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
GIVEN = ("晓明", "建国", "丽", "志强", "海燕", "文静", "磊", "雪梅", "立新", "春华", "宇", "佳怡", "国栋", "倩", "振华")
LEADS = ("本报讯 ", "本报讯（记者 {}）", "本报讯(通讯员 {})", "本网讯 ", "又讯 ")
CAPTIONS = (
    "图为活动现场。",
    "图为工作人员在现场忙碌。 {} 摄",
    "▲现场一角。 本报记者 {} 摄",
    "（资料图片）",
    "(上图)施工现场。",
)
LABELS = ("■开年加速度", "●新闻链接", "◆民生", "■一线传真", "★今日关注")
LABEL = re.compile("[■●◆★].*|【[^】]*】")  # a line that is no headline
JUMPS = ("（下转第二版）", "（上接第一版）", "下转第3版", "(上接A01版)")


@dataclass(frozen=True)
class Article:
    """A clean article: `heads` are its headline lines, `body` its paragraphs, all without line breaks."""

    heads: tuple[str, ...]
    body: tuple[str, ...]


@dataclass(frozen=True)
class Scrambled:
    """A page and what is true of it: `joints` are (end of a piece, start of the next) in the source;
    `dropped` the ends after which the article's rest is missing; `starts` where each article begins."""

    text: str
    joints: tuple[tuple[int, int], ...]
    dropped: tuple[int, ...]
    starts: tuple[int, ...]


@dataclass
class _Page:
    """A page in the making."""

    text: str = ""
    joints: list[tuple[int, int]] = field(default_factory=list)
    dropped: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def add(self, line: str, gap: str = "\n\n") -> int:
        """Where `line` starts, now that it stands at the end of the page."""
        if self.text:
            self.text += gap
        self.text += line
        return len(self.text) - len(line)


def article(text: str) -> Article | None:
    """The first clean article of a text: whole paragraphs under a headline; None where there is none."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    heads: list[str] = []
    while lines and len(lines[0]) <= SHORT and not _finished(lines[0]) and "。" not in lines[0]:
        heads.append(lines.pop(0))
    heads = [line for line in heads if not LABEL.fullmatch(line)]
    body: list[str] = []
    for line in lines:
        if not _finished(line) or len(line) < SHORT // 2:
            break
        body.append(line)
    if not heads or sum(map(len, body)) < FEW:
        return None
    return Article(tuple(heads), tuple(body))


def scramble(articles: list[Article], rng: random.Random) -> Scrambled:
    """A page made of `articles`, in an order and with cuts that `rng` decides."""
    page = _Page()
    waiting = [_pieces(one, rng) for one in articles]
    begun: list[tuple[list[list[str]], int]] = []  # (pieces still to come, where the last one ended)
    while waiting or begun:
        if waiting and (not begun or rng.random() < len(waiting) / (len(waiting) + 2 * len(begun))):
            pieces, end = waiting.pop(0), None
        else:
            pieces, end = begun.pop(rng.randrange(len(begun)))
        if end is None and rng.random() < NOISE / 2:
            page.add(rng.choice(LABELS))
        end = _set(page, pieces, end, rng)
        if pieces:
            begun.append((pieces, end))
    return Scrambled(page.text, tuple(sorted(page.joints)), tuple(sorted(page.dropped)), tuple(page.starts))


def pages(texts: list[str], count: int, seed: int, size: tuple[int, int] = (3, 8)) -> list[Scrambled]:
    """`count` pages of `size` articles each, drawn from `texts`."""
    rng = random.Random(seed)
    clean = [one for one in map(article, texts) if one is not None]
    if not clean:
        raise ValueError("no clean article in these texts: each needs a headline and whole paragraphs")
    low, high = min(size[0], len(clean)), min(size[1], len(clean))
    return [scramble(rng.sample(clean, rng.randint(low, high)), rng) for _ in range(count)]


def _set(page: _Page, pieces: list[list[str]], end: int | None, rng: random.Random) -> int:
    """Put the next piece (and perhaps the ones after it) on the page; returns where the last one ends."""
    while True:
        piece = pieces.pop(0)
        for number, line in enumerate(piece):
            start = page.add(line)
            if number == 0 and end is not None:
                page.joints.append((end, start))
            elif number == 0:
                page.starts.append(start)
        end = len(page.text)
        if pieces and pieces[0] == []:
            page.dropped.append(end)
            pieces.clear()
        if not pieces or rng.random() > STAY:
            return end
        if rng.random() < NOISE:
            page.add(rng.choice(CAPTIONS + JUMPS + LABELS[1:]).format(_name(rng)))


def _pieces(one: Article, rng: random.Random) -> list[list[str]]:
    """The article's lines, cut into pieces in mid-sentence; a last empty piece says that the rest is dropped."""
    body = _dressed(list(one.body), rng)
    pieces: list[list[str]] = [list(one.heads)]
    for paragraph in body:
        place = _place(paragraph, rng) if rng.random() < CUT else None
        if place is None:
            pieces[-1].append(paragraph)
            continue
        pieces[-1].append(paragraph[:place])
        pieces.append([paragraph[place:]])
    if len(pieces) > 1 and rng.random() < DROP:
        pieces[-1] = []
    return pieces


def _dressed(body: list[str], rng: random.Random) -> list[str]:
    """The body with a lead and a byline where it has none."""
    if not re.match(r".{0,16}(讯|电|消息|报道)[ 　(（]", body[0]) and rng.random() < LEAD:
        body[0] = rng.choice(LEADS).format(_name(rng)) + body[0]
    if rng.random() < BYLINE:
        line = rng.choice(("记者 {}", "记者 {} 文/图", "本报记者 {} 通讯员 {}", "通讯员 {}")).format(
            _name(rng), _name(rng)
        )
        if rng.random() < 0.5:
            body[-1] += line
        else:
            body.append(line)
    return body


def _place(paragraph: str, rng: random.Random) -> int | None:
    """A place in mid-sentence where a column may break."""
    places = [k for k in range(COLUMN, len(paragraph) - 1) if _breakable(paragraph[k - 1], paragraph[k])]
    last = max((paragraph.rfind(mark) for mark in FINAL), default=-1)
    places = [k for k in places if k <= last]  # never within a byline behind the last sentence
    return rng.choice(places) if places else None


def _breakable(left: str, right: str) -> bool:
    if left in FINAL + CLOSERS + NO_LINE_END or right in NO_LINE_START or left.isspace() or right.isspace():
        return False
    return not (left.isascii() and right.isascii())  # numbers and Latin words stay whole


def _finished(line: str) -> bool:
    return line.rstrip(CLOSERS)[-1:] in tuple(FINAL) or line.endswith(".")


def _name(rng: random.Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def texts_below(paths: list[Path]) -> list[str]:
    """The texts of `.txt` files, `.json` records and `.jsonl` corpora below `paths`, sorted by file name."""
    found: list[str] = []
    files = [file for path in paths for file in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    for file in files:
        if file.suffix == ".txt":
            found.append(file.read_text("utf-8"))
        elif file.suffix == ".json":
            found.extend(r["text"] for r in [json.loads(file.read_text("utf-8"))] if "text" in r)
        elif file.suffix == ".jsonl":
            found.extend(json.loads(line)["text"] for line in file.read_text("utf-8").splitlines() if line)
    return found


def main(arguments: list[str] | None = None) -> int:
    """Print scrambled pages as JSON Lines: text, joints, dropped, starts."""
    parser = argparse.ArgumentParser(description="make scrambled newspaper pages with their true joints")
    parser.add_argument("texts", nargs="+", type=Path)
    parser.add_argument("--pages", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    for page in pages(texts_below(options.texts), options.pages, options.seed):
        sys.stdout.write(json.dumps(vars(page), ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
