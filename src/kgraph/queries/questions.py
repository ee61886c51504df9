"""Answers questions in Chinese from the graph.

Comes in: a store and a question. Goes out: an `Answer` in words, with its rows and their sentences. No model guesses:
every word of the question must be a name of the graph or a word of `ontology/questions/`, and everything said comes
from a SPARQL query.
"""

from __future__ import annotations

import re

from pyoxigraph import Store

from kgraph.errors import QueryError
from kgraph.ontology import Ontology
from kgraph.queries.asking import figures, forms, telling
from kgraph.queries.asking.answers import Answer, Row
from kgraph.queries.asking.bag import Bag
from kgraph.queries.asking.known import Known
from kgraph.queries.asking.reading import Reading, read
from kgraph.queries.asking.running import Found, Runner
from kgraph.queries.asking.words import Words
from kgraph.queries.evidence import Evidence
from kgraph.queries.names import Names, plain
from kgraph.queries.wording import Writer

__all__ = ["Answer", "Asker", "Row", "ask", "kinds"]

MAX_QUESTION = 300  # characters; a question with the longest name of the training texts has 60
UNKNOWN, MISFIT = "unknown name", "other class"  # kinds of answers that no form gives
ASKED_AT_END = "吗么嘛吧"
_DROPPED = re.compile(r"[?？!！。.,;\s]+$")


def ask(store: Store, question: str, ontology: Ontology) -> Answer:
    """The answer to one question; raises `QueryError` with the kinds of question where none fits."""
    return Asker(store, ontology).ask(question)


def kinds(ontology: Ontology) -> tuple[str, ...]:
    """One line for each kind of question that is understood."""
    return tuple(f"{form.name}: {form.asks}" for form in forms.every(ontology))


class Asker:
    """Answers many questions to one store, whose names are read once."""

    def __init__(self, store: Store, ontology: Ontology):
        self.store = store
        self.ontology = ontology
        self.names = Names(store, ontology)
        self.known = Known(store, self.names, ontology)
        self.runner = Runner(Evidence(store, ontology), Writer(self.names, ontology))

    def ask(self, question: str) -> Answer:
        """The answer to a question: that of the first reading that has one."""
        reading = read(_bare(question, self.known.words), self.known)
        cost = reading.plans[0].cost if reading.plans else None
        if reading.unknown and (cost is None or reading.unknown[0].cost < cost):
            name = reading.unknown[0].name
            return Answer(question, UNKNOWN, telling.unknown(name, self.names.like(name)))
        if cost is None:
            return self._misfit(question, reading)
        first: Found | None = None
        for plan in reading.plans:
            found = self.runner.run(plan)
            if found.rows:
                return self._found(question, found)
            first = first or found
        return self._nothing(question, first)

    def _found(self, question: str, found: Found) -> Answer:
        for said, names in found.taken:
            if len(names) > 1:
                return Answer(question, found.plan.kind, telling.which(said, names))
        text = telling.told(found, self.ontology)
        return Answer(question, found.plan.kind, text, found.rows, found.values, found.plan.sparql)

    def _nothing(self, question: str, found: Found) -> Answer:
        """That the graph does not say so; what it says of posts that are over is told, but answers nothing."""
        plan = found.plan
        unsure = {things: said for said, things in plan.taken if len(things) > 1}
        named = {name: unsure.get(things, things[0].name) for name, things in plan.things.items()}
        said = self.runner.writer.write_asked(plan.none, named, plan.blanks)
        once = plan.once()
        rows = self.runner.run(once).rows if once else ()
        text = telling.missing(said, "\n".join(telling.listed(rows, self.ontology)))
        return Answer(question, plan.kind, text, (), found.values, plan.sparql)

    def _misfit(self, question: str, reading: Reading) -> Answer:
        """A question whose words are known, but that fits nothing of what it names; else it is not understood."""
        for bag in reading.bags:
            if not reading.negated and (why := self._why(bag)):
                return Answer(question, MISFIT, telling.NOT_FOUND.format(why))
        lines = "\n".join(f"  {form.name}: {form.asks}" for form in forms.nearest(question, self.ontology))
        reason = telling.NEGATED if reading.negated else telling.NOT_UNDERSTOOD
        raise QueryError(
            f"{reason}: {question}\nKinds of question, the nearest ones (docs/queries.md has all):\n{lines}"
        )

    def _why(self, bag: Bag) -> str:
        """Which class the one name has, and which classes what is asked is said of."""
        names, asked = bag.all("name"), forms.domains(bag, self.known)
        if len(names) == 1 and bag.asks(*figures.ASKING):
            return f"没有“{names[0].things[0].name}”的这项数字"
        if len(names) != 1 or not asked:
            return ""
        has, wanted = (
            "、".join(dict.fromkeys(self.ontology.label(cls) for cls in classes))
            for classes in (sorted({thing.type for thing in names[0].things}), sorted(asked))
        )
        return f"“{names[0].things[0].name}”是{has}，这样的问题只能问{wanted}"


def _bare(question: str, words: Words) -> str:
    """The question as it is compared, without what ends it; 能列一下…吗 asks for a list."""
    if len(question) > MAX_QUESTION:
        raise QueryError(f"the question has {len(question)} characters; ask one question of {MAX_QUESTION} at most")
    text = re.sub(words.preface, "", _DROPPED.sub("", plain(question).replace("\0", "")))
    return text.rstrip(ASKED_AT_END) if re.match(words.request, text) else text
