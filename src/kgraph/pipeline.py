"""The route, on one screen.

pages → documents → mentions → claims → entities → facts → graph → exports / queries
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from kgraph import claims, curation, documents, facts, language, mentions, pages, quantities, text
from kgraph.entities import assemble, chains
from kgraph.entities.linking import Linker, infer_home
from kgraph.mentions import definitions
from kgraph.nouns import Analysis, Claim, Decision, Document, Knowledge, Page, Reading
from kgraph.ontology import Ontology

Progress = Callable[[str, int, int], None]  # step, done, of how many


def silent(step: str, done: int, total: int) -> None:
    """Shows no progress."""


@dataclass(frozen=True)
class Pipeline:
    """Everything that a build needs, loaded once; `min_confidence` of a claim, that of the settings if not given."""

    ontology: Ontology
    models: Path | None = mentions.MODELS
    min_confidence: float | None = None

    @cached_property
    def nlp(self):
        return language.make(self.finders(mentions.make(self.ontology, self.models).find))

    def finders(self, find_mentions: language.MentionFinder) -> language.Finders:
        """What the language pipeline looks for."""
        settings = self.ontology.settings("quantities")
        return language.Finders(
            mentions=find_mentions,
            quantities=lambda folded: quantities.find(folded, settings),
            times=lambda folded, published: quantities.find_times(folded, published, settings),
        )

    @cached_property
    def find_claims(self) -> Callable[[Analysis], Iterable[Claim]]:
        return claims.make(self.ontology, self.models)

    @cached_property
    def linker(self) -> Linker:
        return Linker()

    def documents(self, page: Page) -> tuple[Document, ...]:
        return documents.split(page, self.ontology.settings("layout"))

    def analyse(self, document: Document) -> Analysis:
        """Mentions, quantities and times of one document."""
        return language.analyse(self.nlp, document, text.fold(document.text))

    def gather(self, analysis: Analysis, home: str | None) -> Analysis:
        """The analysis with its mentions gathered into chains, at home where the page does not say where that is."""
        if analysis.document.home is None and home is not None:
            page = replace(analysis.document.page, home=home)
            analysis = replace(analysis, document=replace(analysis.document, page=page))
        defined = definitions.pairs(analysis.text, analysis.mentions, self.ontology.settings("mentions"))
        return replace(analysis, chains=chains.gather(analysis.mentions, defined, analysis.document.home))

    def read(self, page: Page) -> list[Analysis]:
        """A page's documents, analysed, with chains."""
        analyses = [self.analyse(document) for document in self.documents(page)]
        home = page.home or self._home(analyses)
        return [self.gather(analysis, home) for analysis in analyses]

    def _home(self, analyses: Iterable[Analysis]) -> str | None:
        places = set(self.ontology.settings("trained")["home_types"])
        counts = Counter(m.text for analysis in analyses for m in analysis.mentions if m.type in places)
        return infer_home(counts, self.linker)

    def reading(self, page: Page) -> Reading:
        """All that one page gives by itself; no other page has a part in it."""
        analyses = tuple(self.read(page))
        return Reading(analyses, tuple(claim for analysis in analyses for claim in self.find_claims(analysis)))

    def know(self, found: Sequence[Page], failures: Iterable[str] = (), progress: Progress = silent) -> Knowledge:
        """All that a set of pages says."""
        readings = []
        for number, page in enumerate(sorted(found, key=lambda p: p.id)):
            readings.append(self.reading(page))
            progress("pages", number + 1, len(found))
        return self.gathered(readings, failures)

    def gathered(
        self, readings: Sequence[Reading], failures: Iterable[str] = (), decisions: Sequence[Decision] = ()
    ) -> Knowledge:
        """What pages say together, from what each gave by itself."""
        analyses = [analysis for reading in readings for analysis in reading.analyses]
        said = [claim for reading in readings for claim in reading.claims]
        return self.judge(analyses, said, failures, decisions)

    def judge(
        self,
        analyses: Sequence[Analysis],
        said: Sequence[Claim],
        failures: Iterable[str],
        decisions: Sequence[Decision] = (),
    ) -> Knowledge:
        """Entities and facts from what all documents say, as curators decided."""
        post = self.ontology.relation(self.ontology.with_role("post"))
        title = (post.required or post.qualifiers)[0]
        made = assemble.assemble(analyses, said, self.linker, post.name, title)
        settled = curation.settle(decisions, made.entities, made.likenesses)
        proposals = [(claim, *assemble.ends(claim, settled.entity_of)) for claim in said]
        read = tuple(sorted((a.document for a in analyses), key=lambda d: d.id))
        weighed = curation.weigh(decisions, proposals, read, self.ontology)
        found, rejected = facts.judge(weighed.proposals, settled.entities, read, self.ontology, self.min_confidence)
        unheld = curation.unheld(decisions, found, (document.id for document in read))
        return Knowledge(
            documents=read,
            analyses=tuple(sorted(analyses, key=lambda a: a.document.id)),
            entities=settled.entities,
            facts=found,
            rejections=(*rejected, *weighed.rejections),
            likenesses=settled.likenesses,
            failures=tuple(failures),
            unapplied=(*settled.unapplied, *weighed.unapplied, *unheld),
        )

    def build(self, paths: Iterable[Path], progress: Progress = silent) -> Knowledge:
        """Read all inputs; what cannot be read is in `Knowledge.failures`."""
        found, failures = pages.read(paths)
        return self.know(found, failures, progress)
