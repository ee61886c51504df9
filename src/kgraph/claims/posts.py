"""Posts: who holds which title at which body.

Comes in: an `Analysis`. Goes out: one claim for each (person, body, title) that stands in the text: before the name
(区党工委副书记、管委会主任张波 holds two), shared by a list of names, or given after it (任命王永礼为…副市长).
A former post (原, 时任, 曾任, 不再担任, 免去: see `changes`) makes a claim of modality former, with its end where the
text dates it; a merely proposed one makes none. All words are in the relation's pattern file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import ahocorasick

from kgraph.claims.bodies import Bodies
from kgraph.claims.changes import Change, Changes
from kgraph.claims.moments import Moments, hull, moment
from kgraph.nouns import Analysis, Claim, Mention, Span
from kgraph.ontology import FORMER, Ontology

STOP = re.compile(r"[。!?\n;；:：,，、]")
LIST_HEADING = re.compile(r"[^。\n]{2,40}:\s*\n")  # 决定任命: with one person a line below it
CLOSING = ")]”》」\"' "  # may stand between a body and its title: 市口岸和物流办公室(下称口岸办)副主任
OVER, SINCE, ONCE = "over", "since", ".once"  # kinds of `Change`; the end of the rule of what was held once
LONGEST_GRANT = 24  # characters of one post after 任, body included without its mention


@dataclass(frozen=True)
class Post:
    """One post as written: `body` the mention before the title, if any; `former` how the text takes it back, where it
    does: "former" (it is over) or "candidate" (it is only proposed)."""

    span: Span
    title: str
    body: Mention | None
    former: str = ""
    anaphor: str = ""


@dataclass(frozen=True)
class Titles:
    """Where job titles stand in a text: `start_of[end]` and `end_of[start]` of the longest ones."""

    start_of: dict[int, int]
    end_of: dict[int, int]


class PostFinder:
    """Reads one pattern file with `finder = "posts"`."""

    def __init__(self, pattern: dict, ontology: Ontology):
        self.rule, self.scope, self.words = pattern["relation"], pattern["scope"], pattern["posts"]
        self.confidence = pattern["confidence"]
        self.relation = ontology.relation(self.rule)
        self.qualifier = (self.relation.required or self.relation.qualifiers)[0]
        rows = ontology.lexicon(self.words["titles"])
        self.levels = {row[0]: row[1] for row in rows}
        self.automaton = _automaton(self.levels)
        cues = ontology.lexicon(self.words["former"])
        cues = sorted(cues, key=lambda row: (-len(row[0]), row))
        self.before = tuple(row[0] for row in cues if row[1] == "before")
        self.after = tuple(row[0] for row in cues if row[1] == "after")
        self.kind = {row[0]: row[2] for row in cues} | {"": ""}
        self.not_former = tuple(self.words["not_former"])
        settings = ontology.settings("histories")
        self.moments, self.start, self.end = settings["moments"], settings["start"], settings["end"]
        self.changes = self.words["changes"] | {"joints": self.moments["joints"]}
        self.appointing = frozenset(self.words["granted"]) - set(self.words["weak"])
        rows = [row for row in ontology.lexicon(self.words["implied"]) if len(row) > 2]
        self.implied = {row[0]: tuple(row[2].split("|")) for row in rows}
        self.needs_implied = {row[0] for row in rows if row[1] == "implied"}
        granted = self.words["granted"] + self.words["granted_after"]
        self.granted = re.compile(f"(?:{_any(self.words['adverbs'])})({_any(granted)})")
        self.affinity = pattern["affinity"]
        self.types = {level: frozenset(types) for level, types in pattern["levels"].items()}

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        """The claims of a document; that a post was held once is left out where the document says that it is held."""
        found = list(self._find(analysis))
        held = {_said(claim) for claim in found if claim.modality != FORMER}
        yield from (claim for claim in found if not (claim.rule.endswith(ONCE) and _said(claim) in held))

    def _find(self, analysis: Analysis) -> Iterator[Claim]:
        titles = self._titles(analysis.text)
        people = [m for m in analysis.mentions if m.type in self.relation.domain]
        bodies = Bodies(analysis, self.relation.range, self.words["place"], people)
        used: list[tuple[int, Mention]] = []
        moments = Moments(analysis, self.moments)
        changes = Changes(self.changes, moments, lambda start: self._series(analysis.text, titles, bodies, start, True))
        given: list[Post] = []  # the posts given last
        limit = 0
        for number, person in enumerate(people):
            posts = self._before(analysis.text, titles, bodies, person, limit)
            limit = person.span.end
            for holder in self._sharing(analysis.text, people[number:]) if posts else ():
                yield from self._claims(analysis, bodies, holder, posts, used)
            granted = self._after(analysis, titles, bodies, person)
            for change in self._granted(moments, people[max(0, number - 1) : number], person, granted):
                yield from self._claims(analysis, bodies, change.person, granted, used, change)
            until = people[number + 1].span.start if number + 1 < len(people) else len(analysis.text)
            for change in changes.of(person, self._list_before(analysis.text, people[:number], person), until, given):
                yield from self._claims(analysis, bodies, change.person, change.posts, list(used), change)
            given = granted or given

    def _titles(self, text: str) -> Titles:
        start_of: dict[int, int] = {}
        end_of: dict[int, int] = {}
        for last, length in self.automaton.iter(text):
            start, end = last + 1 - length, last + 1
            start_of[end] = min(start, start_of.get(end, start))
            end_of[start] = max(end, end_of.get(start, end))
        return Titles(start_of, end_of)

    # --- posts before a name ---------------------------------------------------------------------------------

    def _before(self, text: str, titles: Titles, bodies: Bodies, person: Mention, limit: int) -> list[Post]:
        """The posts that stand just before a name, in reading order. None starts before `limit`."""
        posts: list[Post] = []
        end = _skip_space(text, person.span.start)
        cue = next((c for c in self.after if text.endswith(c, limit, end)), "")
        end -= len(cue)
        while (post := self._post_ending(text, titles, bodies, end, limit)) is not None:
            posts.insert(0, replace(post, former=post.former or self.kind[cue]))
            cue = ""
            end = post.span.start
            if end <= limit or text[end - 1] not in self.words["separators"]:
                break
            end = _skip_space(text, end - 1)
        return _former_spreads(posts)

    def _post_ending(self, text: str, titles: Titles, bodies: Bodies, end: int, limit: int) -> Post | None:
        start = titles.start_of.get(end)
        if start is None:
            return None
        body = bodies.before(end - 1, limit, end - start + self.scope["reach"])
        if body is not None and body.text.startswith(self.before):
            return None
        if body is not None and not STOP.search(text, body.span.end, end):
            title = text[body.span.end : end].lstrip(CLOSING)
            cue = next((c for c in self.before if title.startswith(c)), "")
            first = "" if cue else self._former(text, body.span.start, limit)
            title, span = self._plain(title.removeprefix(cue)), Span(body.span.start - len(first), end)
            return Post(span, title, body, self.kind[cue or first])
        return self._bare_post(text, max(start, limit), end, limit)

    def _bare_post(self, text: str, start: int, end: int, limit: int) -> Post:
        """A title without a body: with the department that it names (组织部部长), or after 公司."""
        edge = max((m.end() for m in STOP.finditer(text, limit, start)), default=limit)
        extra = text[edge:start]
        if extra in self.words["anaphors"]:
            return Post(Span(edge, end), text[start:end], None, anaphor=extra.removeprefix("该"))
        former = self._former(text, start, edge)
        start -= len(former)
        if 0 < len(extra) <= self.scope["reach"] and text[edge - 1 : edge] == "、" and not former:
            return Post(Span(edge, end), self._plain(text[edge:end]), None)
        return Post(Span(start, end), self._plain(text[start:end].removeprefix(former)), None, self.kind[former])

    def _former(self, text: str, start: int, limit: int) -> str:
        """The cue that ends at `start` (原, 时任, 拟任), or ""; the 前 of 目前 is none."""
        if text.endswith(self.not_former, limit, start):
            return ""
        return next((cue for cue in self.before if text.endswith(cue, limit, start)), "")

    def _sharing(self, text: str, people: Sequence[Mention]) -> Iterator[Mention]:
        """The person, and those that follow in a list without titles of their own."""
        yield people[0]
        for last, person in pairwise(people):
            if text[last.span.end : person.span.start].strip() not in tuple(self.words["shared"]):
                return
            yield person

    def _list_before(self, text: str, people: Sequence[Mention], person: Mention) -> list[Mention]:
        """Those who stand before the person in the same list (免去张某、李某的…职务)."""
        found: list[Mention] = []
        for other in reversed(people):
            if text[other.span.end : person.span.start].strip() not in tuple(self.words["shared"]):
                break
            found.insert(0, other)
            person = other
        return found

    # --- posts after a name ----------------------------------------------------------------------------------

    def _after(self, analysis: Analysis, titles: Titles, bodies: Bodies, person: Mention) -> list[Post]:
        """The posts that a word of appointment gives to the person before it."""
        text = analysis.text
        match = self.granted.match(text, person.span.end)
        if not match or not self._gives(text, person, match.group(1)):
            return []
        return self._series(text, titles, bodies, match.end())

    def _series(self, text: str, titles: Titles, bodies: Bodies, start: int, strict: bool = False) -> list[Post]:
        """The posts written from `start` on; `strict`: they begin with a body or a title, not with other words."""
        posts: list[Post] = []
        while (post := self._post_starting(text, titles, bodies, start)) is not None:
            if strict and not (post.body or start in titles.end_of or (posts and text[start - 1] == "、")):
                break
            posts.append(post)
            start = post.span.end
            if text[start : start + 1] not in tuple(self.words["separators"]):
                break
            start += 1
        return posts

    def _granted(self, moments: Moments, before: Sequence[Mention], person: Mention, posts: list) -> Iterator[Change]:
        """The posts given to the person, since the date of the text; to the one before where 接替 stands between."""
        if not posts:
            return
        text, start = moments.text, person.span.start
        word = text[person.span.end : posts[0].span.start]
        edge = moments.reading.sentence(start).start
        strong = word.endswith(tuple(self.appointing)) or any(w in text[edge:start] for w in self.words["granting"])
        time = moments.of_event(start) if strong else moments.at(start)
        if before and before[0].span.end >= edge and text.endswith(tuple(self.words["takeover"]), edge, start):
            yield Change(before[0], tuple(posts), "since", None, time)
            yield Change(person, tuple(posts), "over", None, time)
        else:
            yield Change(person, tuple(posts), "since", None, time)

    def _gives(self, text: str, person: Mention, word: str) -> bool:
        """Whether the word gives a post: 为 does so only after 任命, 选举 and the like."""
        if word not in self.words["granted_after"]:
            return True
        edge = max((m.end() for m in STOP.finditer(text, 0, person.span.start)), default=0)
        if any(verb in text[edge : person.span.start] for verb in self.words["granting"]):
            return True
        heading = list(LIST_HEADING.finditer(text, max(0, person.span.start - self.scope["far"]), person.span.start))
        return bool(heading) and any(verb in heading[-1].group() for verb in self.words["granting"])

    def _post_starting(self, text: str, titles: Titles, bodies: Bodies, start: int) -> Post | None:
        body = bodies.starting(start)
        after = body.span.end if body else start
        stop = STOP.search(text, after)
        edge = min(stop.start() if stop else len(text), after + LONGEST_GRANT, bodies.next_person(after))
        ends = [e for s in range(after, edge) if (e := titles.end_of.get(s)) and e <= edge]
        if not ends:
            return None
        title = self._plain(text[after : max(ends)].lstrip(CLOSING))
        former = self.kind[next((cue for cue in self.before if cue in title), "")]
        if former == FORMER:
            return None  # 任命为原…: not a title that is given
        anaphor = next((a for a in self.words["anaphors"] if not body and title.startswith(a) and title != a), "")
        return Post(Span(start, max(ends)), title.removeprefix(anaphor), body, former, anaphor.removeprefix("该"))

    def _plain(self, title: str) -> str:
        """The title without 首任, 新任 and the like."""
        word = next((w for w in self.words["decorations"] if title.startswith(w)), "")
        return title.removeprefix(word)

    # --- claims ----------------------------------------------------------------------------------------------

    def _claims(
        self, analysis, bodies: Bodies, person: Mention, posts: Iterable[Post], used: list, change: Change | None = None
    ) -> Iterator[Claim]:
        body, confidence = None, self.confidence
        for post in posts:
            if post.body is not None:
                body, confidence = post.body, self.confidence
            found, sure = self._body(post, body, confidence, bodies, used, person)
            confidence = min(sure, self.scope["inherited"])
            if found is None:
                continue
            if found.type == self.words["place"] or (_retold(change) and sure == self.scope["context"]):
                continue
            body = body or found
            used.append((person.span.start, found))
            if post.former in ("", FORMER):
                yield self._claim(analysis, person, found, post, sure, change)

    def _body(self, post: Post, body: Mention | None, confidence: float, bodies: Bodies, used: list, person: Mention):
        """The body of a post, and how sure that is."""
        if post.title in self.implied and (post.body is None or post.body.type == self.words["place"]):
            found = bodies.implied(self.implied[post.title], post.body or body, person.span.start)
            strict = self.levels.get(post.title, "any") in self.scope["strict"]
            if found or (post.title in self.needs_implied and strict):
                return found, confidence
        if body is not None:
            return body, confidence
        return self._context(post, bodies, used, person), self.scope["context"]

    def _context(self, post: Post, bodies: Bodies, used: list, person: Mention) -> Mention | None:
        """The body of a bare title: that of an earlier title nearby, else the organisation of its kind named last."""
        wanted = self._wanted(self.levels.get(post.title, "any"))
        endings = (post.anaphor,) if post.anaphor else self._endings(post.title)
        if endings and (fitting := bodies.last(person.span.start, self.scope["far"], self.relation.range, endings)):
            return fitting
        near = bodies.last(person.span.start, self.scope["near"], wanted)
        recent = [b for at, b in used if person.span.start - at <= self.scope["far"] and b.type in wanted]
        if near is None and recent and not post.anaphor:
            return recent[-1]
        return near or bodies.last(person.span.start, self.scope["far"], wanted)

    def _endings(self, title: str) -> tuple[str, ...]:
        """How the names of the organisations end that a title belongs to; () where it may be any."""
        ends = [end for end in self.affinity if title.endswith(end)]
        return tuple(self.affinity[max(ends, key=len)]) if ends else ()

    def _wanted(self, level: str) -> frozenset[str]:
        return self.types.get(level, self.relation.range)

    def _claim(self, analysis, person: Mention, body: Mention, post: Post, confidence: float, change: Change | None):
        time, cue = (change.time, change.cue) if change else (None, None)
        title = (self.qualifier, analysis.document.quote(_title_span(post)))
        return Claim(
            document=analysis.document.id,
            relation=self.rule,
            subject=person,
            object=body,
            evidence=hull(person.span, post.span, cue, time and time.span),
            rule=f"{self.rule}.{change.kind if change and (cue or change.kind == OVER) else 'posts'}",
            confidence=confidence,
            modality=FORMER if post.former or (change and (change.kind != SINCE or change.until)) else "asserted",
            qualifiers=(title, *self._dates(change)),
        )

    def _dates(self, change: Change | None) -> Iterator[tuple[str, str]]:
        """Since when, or until when, or both, as far as the text says."""
        if change is None or change.time is None:
            return
        if change.until:
            yield from zip((self.start, self.end), change.time.value.split("/"), strict=True)
        else:
            yield self.end if change.kind == OVER else self.start, moment(change.time)


def _retold(change: Change | None) -> bool:
    """Whether a post is told in a list of earlier ones: then a bare title belongs to no organisation nearby."""
    return change is not None and change.cue is not None and change.kind != OVER


def _said(claim: Claim) -> tuple:
    return claim.subject.text, claim.object.text, claim.qualifiers[0]


def _title_span(post: Post) -> Span:
    return Span(post.span.end - len(post.title), post.span.end)


def _former_spreads(posts: list[Post]) -> list[Post]:
    """原 before a body covers the titles that follow without a body of their own (原县委副书记、书记)."""
    former, spread = "", []
    for post in posts:
        former = post.former or (former if post.body is None else "")
        spread.append(replace(post, former=former))
    return spread


def _skip_space(text: str, end: int) -> int:
    while end and text[end - 1] == " ":
        end -= 1
    return end


def _any(words: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=lambda w: (-len(w), w))))


def _automaton(words: Iterable[str]) -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for word in words:
        automaton.add_word(word, len(word))
    automaton.make_automaton()
    return automaton
