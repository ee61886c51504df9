"""Puts what was found, or not found, into words.

Comes in: what a plan found. Goes out: the text of an answer: what it comes to, each row with its sentences and their
places, and what the reader must know about how the question was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from kgraph.ontology import Ontology
from kgraph.queries.asking.answers import Row, Value
from kgraph.queries.asking.plans import COUNT, MEAN, MOST, SUM, TRUTH, Plan
from kgraph.queries.asking.running import Found
from kgraph.queries.evidence import ASSERTED, Sentence
from kgraph.queries.wording import number

NOT_FOUND = "不在图中：{}。"
NOT_UNDERSTOOD = "the question is not understood (没有读懂这个问题)"
NEGATED = "the graph holds what texts say, not what they do not say (图中只有文中说到的事，问不出“没有”)"
MOST_ROWS, MOST_SENTENCES = 30, 8  # shown of the rows, and of the sentences of each; `Answer.rows` has all


def told(found: Found, ontology: Ontology) -> str:
    """The whole text of an answer that has rows."""
    lines = [*_summed(found.plan, found.values), *_notes(found), *listed(found.rows, ontology)]
    if len(found.rows) > MOST_ROWS:
        lines.append(f"（另有{len(found.rows) - MOST_ROWS}条未列出。）")
    return "\n".join(lines)


def _summed(plan: Plan, values: Sequence[Value]) -> Iterator[str]:
    if plan.goal == TRUTH:
        yield "是。"
    elif plan.goal == COUNT:
        yield f"共{values[0]}个。"
    elif plan.goal in (SUM, MEAN) and isinstance(values[0], int | Decimal):
        total = number(str(round(Decimal(values[0]), 2)))
        yield f"{'合计' if plan.goal == SUM else '平均'}{total}{plan.unit}。"
    elif plan.goal == MOST:
        yield f"{'最多' if plan.down else '最少'}的有{len(values)}个。"


def _notes(found: Found) -> Iterator[str]:
    """How the question was taken, where that could surprise."""
    for said, names in found.taken:
        yield f"（“{said}”按“{'、'.join(names)}”理解。）"
    for time in found.plan.untold:
        yield f"（图中没有与此相应的时间，未按“{time}”筛选。）"


def listed(rows: Sequence[Row], ontology: Ontology) -> Iterator[str]:
    """Each row with its sentences."""
    for row in rows[:MOST_ROWS]:
        yield f"{row.text}。"
        for sentence in row.sentences[:MOST_SENTENCES]:
            yield from _cited(sentence, ontology)
        if len(row.sentences) > MOST_SENTENCES:
            yield f"    另见{len(row.sentences) - MOST_SENTENCES}处。"


def missing(said: str, once: str = "") -> str:
    """That something is not in the graph; `once`: what was so before, as it was told."""
    return NOT_FOUND.format(f"没有“{said}”的记载") + (f"\n{once}" if once else "")


def unknown(name: str, like: Sequence[str]) -> str:
    """That nothing has this name, and the names most like it."""
    return NOT_FOUND.format(f"没有“{name}”") + near(like)


def near(names: Sequence[str]) -> str:
    """The names most like one that the graph lacks."""
    return f" Did you mean (是不是): {'、'.join(names)}?" if names else ""


def which(said: str, names: Sequence[str]) -> str:
    """That a name given in part may mean several things."""
    return f"“{said}”不止一个，是不是：{'、'.join(names)}？"


def _cited(sentence: Sentence, ontology: Ontology) -> tuple[str, str]:
    notes = [] if sentence.modality == ASSERTED else [ontology.label(sentence.modality)]
    notes += [sentence.speaker] if sentence.speaker else []
    how = f"（{'，'.join(notes)}）" if notes else ""
    headline = f"《{sentence.headline}》" if sentence.headline else ""
    source = "，".join(part for part in (headline, sentence.place) if part)
    return f"    原文：{' '.join(sentence.quote.split())}{how}", f"    出处：{source}"
