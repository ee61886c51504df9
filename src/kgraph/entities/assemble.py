"""Chains of all documents become entities.

Comes in: the analyses (with chains) and their claims. Goes out: entities, the entity of every chain, and the
resolution with its reasons. An entity's id is its class and its fullest name, with a place where the name alone does
not say which.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kgraph import iris
from kgraph.entities import bodies, names
from kgraph.entities.candidates import Candidate, Resolution
from kgraph.entities.linking import Linker
from kgraph.entities.resolution import resolve
from kgraph.nouns import Analysis, Chain, Claim, Entity, Likeness, Mention
from kgraph.ontology import FORMER

LINKED_KINDS = ("place", "body")  # kinds that the gazetteer knows
CODE_PROPERTY = "adminCode"  # see ontology/kgraph.ttl


@dataclass(frozen=True)
class Assembly:
    """Entities sorted by id; `entity_of` maps (document id, mention) to the id of its entity; `likenesses` are the
    decisions about names in different documents."""

    entities: tuple[Entity, ...]
    entity_of: dict[tuple[str, Mention], str]
    likenesses: tuple[Likeness, ...]


def assemble(analyses: Sequence[Analysis], claims: Iterable[Claim], linker: Linker, post: str, title: str) -> Assembly:
    """Resolve the chains of all documents. `post` is the relation of posts, `title` its qualifier."""
    claims = tuple(claims)
    posts = _posts((c for c in claims if c.modality != FORMER), post, title)
    former = _posts((c for c in claims if c.modality == FORMER), post, title)
    chains: dict[str, tuple[Analysis, Chain]] = {}
    for analysis in sorted(analyses, key=lambda a: a.document.id):
        for number, chain in enumerate(analysis.chains):
            chains[f"{analysis.document.id}|{number:05d}"] = (analysis, chain)
    resolution = resolve((_candidate(id_, *found, posts, former) for id_, found in chains.items()), linker)
    entities, entity_of, of_chain = [], {}, {}
    taken: dict[str, int] = {}
    for cluster in resolution.clusters:
        entity = _entity([chains[id_] for id_ in cluster], linker, taken)
        entities.append(entity)
        entity_of.update(dict.fromkeys(entity.mentions, entity.id))
        of_chain.update(dict.fromkeys(cluster, entity.id))
    likenesses = tuple(_likenesses(resolution, chains, of_chain))
    return Assembly(tuple(sorted(entities, key=lambda e: e.id)), entity_of, likenesses)


def _likenesses(resolution: Resolution, chains: dict, of_chain: dict[str, str]) -> Iterator[Likeness]:
    decisions = [(merge, True, False) for merge in resolution.merges]
    decisions += [(pair, False, False) for pair in resolution.possible]
    decisions += [(pair, False, True) for pair in resolution.apart]
    for decision, same, apart in decisions:
        (a, a_chain), (b, b_chain) = chains[decision.a], chains[decision.b]
        yield Likeness(
            a=of_chain[decision.a],
            b=of_chain[decision.b],
            a_name=a_chain.name,
            b_name=b_chain.name,
            a_document=a.document.id,
            b_document=b.document.id,
            score=decision.score,
            reasons=decision.reasons,
            same=same,
            apart=apart,
        )


def _posts(claims: Iterable[Claim], post: str, title: str) -> dict[tuple[str, Mention], list[tuple[str, str]]]:
    found: dict[tuple[str, Mention], list[tuple[str, str]]] = {}
    for claim in claims:
        if claim.relation == post and isinstance(claim.object, Mention):
            held = (claim.object.text, dict(claim.qualifiers).get(title, ""))
            found.setdefault((claim.document, claim.subject), []).append(held)
    return found


def _candidate(id_: str, analysis: Analysis, chain: Chain, posts: dict, former: dict) -> Candidate:
    document = analysis.document
    held, over = (
        {post for mention in chain.mentions for post in of.get((document.id, mention), ())} for of in (posts, former)
    )
    others = [c for c in analysis.chains if c is not chain]
    places = [c.name for c in others if names.kind_of(c.type) == "place"]
    return Candidate(
        id=id_,
        document=document.id,
        type=chain.type,
        name=chain.name,
        aliases=tuple(form for form in chain.forms if form != chain.name),
        home=document.home,
        date=document.published,
        posts=tuple(sorted(held)),
        former=tuple(sorted(over - held)),
        neighbours=tuple(sorted({c.name for c in others})),
        places=tuple(sorted(set(places))),
    )


def _entity(members: list[tuple[Analysis, Chain]], linker: Linker, taken: dict[str, int]) -> Entity:
    type_ = members[0][1].type
    forms = sorted({form for _, chain in members for form in chain.forms}, key=_fullest)
    homes = sorted({analysis.document.home for analysis, _ in members if analysis.document.home})
    mentions = sorted(((a.document.id, m) for a, c in members for m in c.mentions), key=_mention_order)
    links = tuple(_links(members, linker))
    return Entity(_id(type_, forms[0], homes, taken), type_, forms[0], tuple(forms[1:]), tuple(mentions), links)


def _links(members: list[tuple[Analysis, Chain]], linker: Linker) -> Iterator[tuple[str, str]]:
    """The administrative code of a place or body, where all its documents agree on one."""
    if names.kind_of(members[0][1].type) not in LINKED_KINDS:
        return
    codes = {code for analysis, chain in members if (code := _code(analysis, chain, linker))}
    if len(codes) == 1:
        yield (CODE_PROPERTY, codes.pop())


def _code(analysis: Analysis, chain: Chain, linker: Linker) -> str | None:
    siblings = tuple(c.name for c in analysis.chains if names.kind_of(c.type) == "place" and c is not chain)
    link = linker.link(chain.name, chain.type, analysis.document.home, siblings)
    return link.code if link else None


def _fullest(form: str) -> tuple:
    return (bool(names.relative_place(form)), names.surname_title(form) is not None, -len(form), form)


def _mention_order(item: tuple[str, Mention]) -> tuple:
    return (item[0], item[1].span, item[1].type)


def _id(type_: str, name: str, homes: list[str], taken: dict[str, int]) -> str:
    """Class and name, the home where the name is one that repeats from place to place, a number as the last resort."""
    kind = names.kind_of(type_)
    relative = kind == "person" or (kind == "body" and _is_relative(name))
    base = iris.local(type_, f"{name}@{homes[0]}" if relative and homes else name)
    taken[base] = taken.get(base, 0) + 1
    return base if taken[base] == 1 else f"{base}~{taken[base]}"


def _is_relative(name: str) -> bool:
    parts = bodies.body(name)
    return parts is not None and not parts.place


def ends(claim: Claim, entity_of: dict[tuple[str, Mention], str]) -> tuple[str | None, object]:
    """The entity ids of a claim's ends; a document's id where it has no subject, and values as they are."""
    head = claim.document if claim.subject is None else entity_of.get((claim.document, claim.subject))
    tail = entity_of.get((claim.document, claim.object)) if isinstance(claim.object, Mention) else claim.object
    return head, tail
