"""Posts: who holds which title at which body.

Comes in: an `Analysis`. Goes out: one claim for each (person, body, title) that stands in the text: before the name
(区党工委副书记、管委会主任张明 holds two), shared by a list of names, or given after it (任命张明为…副市长).
A former post (原, 时任, 曾任, 不再担任, 免去: see `changes`) makes a claim of modality former, with its end where the
text dates it; a merely proposed one makes none. All words are in the relation's pattern file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from kgraph.claims.bare import Around, Bare, Held
from kgraph.claims.bodies import Bodies
from kgraph.claims.changes import Change, Changes
from kgraph.claims.grants import Grant, Grants
from kgraph.claims.moments import Moments, hull, moment
from kgraph.claims.titles import Post, PostReader, Posts
from kgraph.nouns import Analysis, Claim, Mention, Span
from kgraph.ontology import FORMER, Ontology

OVER, SINCE, NOW, ONCE = "over", "since", "now", ".once"  # kinds of `Change`; the end of the rule of what was held once
LONGEST_LIST = 20  # people who lose one post together


class PostFinder:
    """Reads one pattern file with `finder = "posts"`."""

    def __init__(self, pattern: dict, ontology: Ontology):
        self.rule, self.scope, self.words = pattern["relation"], pattern["scope"], pattern["posts"]
        self.confidence = pattern["confidence"]
        self.relation = ontology.relation(self.rule)
        self.qualifier = (self.relation.required or self.relation.qualifiers)[0]
        self.reader = PostReader(pattern, ontology)
        settings = ontology.settings("histories")
        self.moments, self.start, self.end = settings["moments"], settings["start"], settings["end"]
        self.changes = self.words["changes"] | {"joints": self.moments["joints"]}
        self.appointing = frozenset(self.words["granted"]) - set(self.words["weak"])
        rows = [row for row in ontology.lexicon(self.words["implied"]) if len(row) > 2]
        self.implied = {row[0]: tuple(row[2].split("|")) for row in rows}
        self.needs_implied = {row[0] for row in rows if row[1] == "implied"}
        self.grants = Grants(self.words, self.scope["far"])
        self.bare = Bare(pattern, self.reader, self.relation.range)

    def find(self, analysis: Analysis) -> Iterator[Claim]:
        """The claims of a document; that a post was held once is left out where the document says that it is held."""
        found = list(self._find(analysis))
        held = {_said(claim) for claim in found if claim.modality != FORMER}
        yield from (claim for claim in found if not (claim.rule.endswith(ONCE) and _said(claim) in held))

    def _find(self, analysis: Analysis) -> Iterator[Claim]:
        people = [m for m in analysis.mentions if m.type in self.relation.domain]
        bodies = Bodies(analysis, self.relation.range, self.words["place"], people)
        used: list[Held] = []
        moments = Moments(analysis, self.moments)
        written = Posts(self.reader, analysis.text, bodies)
        changes = Changes(self.changes, moments, lambda start: written.series(start, strict=True))
        given: list[Post] = []  # the posts given last
        grant: Grant | None = None
        worn: set[Span] = set()  # the bodies of titles before names
        titled: dict[Span, int] = {}  # people with titles before their names → where those begin
        limit = 0
        for number, person in enumerate(people):
            posts = written.before(person, limit)
            worn |= {post.body.span for post in posts if post.body}
            if posts:
                titled[person.span] = posts[0].span.start
            limit = person.span.end
            for holder in self._sharing(analysis.text, people[number:]) if posts else ():
                yield from self._claims(analysis, Around(bodies, used, holder), posts, used)
            grant = self.grants.after(written, person, grant)
            granted = grant.posts if grant else []
            earlier = people[max(0, number - LONGEST_LIST) : number]
            near = self._list_before(analysis.text, earlier, person, {})
            sharing = self._list_before(analysis.text, earlier, person, titled) if grant and grant.shared else []
            for change in self._granted(moments, people[max(0, number - 1) : number], person, grant) if grant else ():
                for holder in (*(sharing if change.person is person else ()), change.person):
                    yield from self._claims(analysis, Around(bodies, used, holder, worn), granted, used, change)
            until = people[number + 1].span.start if number + 1 < len(people) else len(analysis.text)
            limit = max((p.span.end for p in granted if not p.former), default=limit)
            for change in changes.of(person, near, Span(limit, until), given):
                around = Around(bodies, used, change.person)
                yield from self._claims(analysis, around, change.posts, list(used), change)
            given = granted or given

    def _sharing(self, text: str, people: Sequence[Mention]) -> Iterator[Mention]:
        """The person, and those that follow in a list without titles of their own."""
        yield people[0]
        for last, person in pairwise(people):
            if text[last.span.end : person.span.start].strip() not in tuple(self.words["shared"]):
                return
            yield person

    def _list_before(
        self, text: str, people: Sequence[Mention], person: Mention, titled: Mapping[Span, int]
    ) -> list[Mention]:
        """Those who stand before the person in the same list (免去张某、李某的…职务); `titled` tells where the titles
        begin that may stand before one of them (局长张某、教授李某当选副会长)."""
        found: list[Mention] = []
        for other in reversed(people):
            between = text[other.span.end : titled.get(person.span, person.span.start)].strip()
            if between not in tuple(self.words["shared"]):
                break
            found.insert(0, other)
            person = other
        return found

    # --- posts after a name ----------------------------------------------------------------------------------

    def _granted(self, moments: Moments, before: Sequence[Mention], person: Mention, grant: Grant) -> Iterator[Change]:
        """The posts given to the person, since the date of the text; to the one before where 接替 stands between."""
        text, start, posts = moments.text, person.span.start, tuple(grant.posts)
        word = text[person.span.end : posts[0].span.start]
        edge = moments.reading.sentence(start).start
        strong = grant.chained or word.endswith(tuple(self.appointing))
        strong = strong or any(w in text[edge:start] for w in self.words["granting"])
        time = moments.of_event(start) if strong else moments.at(start)
        if any(w in word for w in self.words["continued"]):
            time = None
        if before and before[0].span.end >= edge and text.endswith(tuple(self.words["takeover"]), edge, start):
            yield Change(before[0], posts, "since", None, time)
            yield Change(person, posts, "over", None, time)
        else:
            yield Change(person, posts, "since", None, time)

    # --- claims ----------------------------------------------------------------------------------------------

    def _claims(
        self, analysis: Analysis, around: Around, posts: Sequence[Post], used: list[Held], change: Change | None = None
    ) -> Iterator[Claim]:
        """The claims of these posts; their bodies are added to `used`."""
        body, confidence = None, self.confidence
        for number, post in enumerate(posts):
            if post.body is not None:
                body, confidence = post.body, self.confidence
            elif number == 0 and (lead := self.bare.lead(posts)) is not post and all(p.body is None for p in posts):
                body, confidence = self.bare.body(lead, around), self.scope["context"]
            found, sure = self._body(post, body, confidence, around)
            confidence = min(sure, self.scope["inherited"])
            if found is None:
                continue
            if found.type == self.words["place"] or (_retold(change) and sure == self.scope["context"]):
                continue
            body = body or found
            used.append((around.person, found))
            if post.former in ("", FORMER) and self.reader.level(post.title) not in self.scope["ranks"]:
                yield self._claim(analysis, around.person, found, post, sure, change)

    def _body(self, post: Post, body: Mention | None, confidence: float, around: Around):
        """The body of a post, and how sure that is."""
        if post.title in self.implied and (post.body is None or post.body.type == self.words["place"]):
            found = around.bodies.implied(self.implied[post.title], post.body or body, around.here)
            strict = self.reader.level(post.title) in self.scope["strict"]
            if found or (post.title in self.needs_implied and strict):
                return found, confidence
        if body is not None:
            return body, confidence
        return self.bare.body(post, around), self.scope["context"]

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
            modality=FORMER
            if post.former or (change and (change.kind not in (SINCE, NOW) or change.until))
            else "asserted",
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
