"""What speaks for and against two groups being one thing, each as points with its reasons.

Comes in: two groups of one kind. Goes out: the points of their posts, homes, company kept, names of firms and dates;
`apart` says what forbids a merge.
"""

from __future__ import annotations

from kgraph.entities.abbreviations import abbreviates
from kgraph.entities.gazetteer import inside, nearness
from kgraph.entities.groups import Group
from kgraph.entities.identities import Identities
from kgraph.entities.names import words

SAME_TIME = 60  # days within which one person does not hold chief posts at two places
MUNICIPALITIES = ("11", "12", "31", "50")  # provinces that are one city

Score = tuple[float, list[str]]  # points, reasons


def apart(a: Group, b: Group, identities: Identities) -> str:
    """Why two groups cannot be one thing; "" when nothing forbids it."""
    if a.kind == "company" and company_names(a, b, identities)[0] < 0:
        return "two registered names"
    points, reasons = posts(a, b, identities) if a.kind == "person" else (0.0, [])
    return reasons[0] if points < 0 else ""


def posts(a: Group, b: Group, identities: Identities) -> Score:
    clash = _chief_clash(a, b)
    if clash:
        return -4.0, [clash]
    shared = sorted(a.orgs & b.orgs)
    if shared:
        return 3.0, [f"posts at one organisation ({shared[0]})"]
    places = sorted(p for p in a.org_places & b.org_places if p != "CN")
    if places and not (a.led | b.led) & set(places):
        return 0.5, [f"posts at two offices of {identities.spoken(places[0])}"]
    if places:
        points = 2.5 if all(place.endswith("00") for place in places) else 3.0
        return points, [f"posts at leading bodies of one place ({identities.spoken(places[0])})"]
    if any(nearness(x, y) == 3 for x in a.org_places for y in b.org_places if x.isdigit() and y.isdigit()):
        return 0.5, ["posts at a place and at one around it"]
    if a.org_places and b.org_places:
        return -1.5, ["posts at bodies of different places"]
    return (-1.5, ["unrelated posts"]) if a.orgs and b.orgs else (0.0, [])


def _chief_clash(a: Group, b: Group) -> str:
    for post, when in sorted(a.chiefs):
        for other, then in sorted(b.chiefs):
            differ = post.split("@")[1][:6] != other.split("@")[1][:6]
            left = post in b.past or other in a.past  # 原甲县县长 now leads another county: one person
            if differ and not left and when and then and _days(when, then) <= SAME_TIME:
                return f"chief posts at two places within {SAME_TIME} days"
    return ""


def homes(a: Group, b: Group, weights: tuple[float, float, float]) -> Score:
    """Points for the same county or zone, city, province."""
    county, city, province = weights
    found = 0.0
    for home in a.homes & b.homes:
        whole = home.endswith("0000") and home[:2] not in MUNICIPALITIES
        found = max(found, province if whole else city if home.endswith("00") else county)
    for x, y in ((x, y) for x in a.homes for y in b.homes if x != y and x[:4] == y[:4] and x[2:4] != "00"):
        found = max(found, city if "00" in (x[4:6], y[4:6]) else 0.4 * city)
    if any(x[:2] == y[:2] and x != y and "0000" in (x[2:], y[2:]) for x in a.homes for y in b.homes):
        found = max(found, 0.5 * city if a.kind in ("event", "project") else province)
    if not found and {h[:2] for h in a.homes} & {h[:2] for h in b.homes}:
        found = province
    return (found, [f"home places near each other ({found:g})"]) if found else (0.0, [])


def company_kept(a: Group, b: Group) -> Score:
    """Points for names that both stand beside; what one document names stands beside the same names anyway."""
    if a.documents & b.documents:
        return 0.0, []
    shared = sorted((a.around & b.around) - set(a.names) - set(b.names), key=lambda n: (-len(n), n))
    points = min(3.0, sum(1.25 if len(n) >= 3 else 0.75 for n in shared))
    return (points, [f"both stand beside {'、'.join(shared[:3])}"]) if shared else (0.0, [])


def company_names(a: Group, b: Group, identities: Identities) -> Score:
    if (
        a.legal
        and b.legal
        and not any(abbreviates(x, y, identities.places) or x == y for x in a.legal for y in b.legal)
    ):
        return -5.0, ["two registered names"]
    best: Score = (0.0, [])
    for x in sorted(a.names):
        for y in sorted(b.names):
            points, reasons = _two_names(x, y, identities)
            if points > best[0]:
                best = points, reasons
    return best


def _two_names(x: str, y: str, identities: Identities) -> Score:
    first, second = identities.company(x), identities.company(y)
    known = {x, y} & set(words()["company"]["national"])
    if x == y:
        trade = len(first.core) - len(first.brand)
        points = 0.6 * len(first.brand) + 0.35 * trade + 0.45 * len(first.group)
        return min(3.0, points), [f"the same name {x}"]
    found = abbreviates(x, y, identities.places) or abbreviates(y, x, identities.places)
    if not found:
        return 0.0, []
    if known and (first.place or second.place):
        return 0.5, [
            *found.reasons,
            f"{min(known)} is a firm of the whole country, which has daughters at many places",
        ]
    points = 3.0 if known and first.core == second.core else 3.75 * found.strength
    return min(3.0, points), list(found.reasons)


def said_short(a: Group, b: Group) -> Score:
    """A document gives the registered name together with the short one that the other is written of by."""
    shared = sorted(n for n in a.names if n in b.names and len(n) > 3)
    if shared and bool(a.legal) != bool(b.legal):
        return 0.6, [f"{min(a.legal | b.legal)} is called {shared[0]} in a document"]
    return 0.0, []


def seat(a: Group, b: Group, identities: Identities) -> Score:
    """The place in one's full name is the home of the other, or another place."""
    for one, other in ((a, b), (b, a)):
        for name in sorted(one.legal):
            place = identities.company(name).place
            if not place or not other.homes or other.legal:
                continue
            seats = identities.places.get(place, ())
            if any(inside(home, seat) or inside(seat, home) for seat in seats for home in other.homes):
                return 0.75, [f"{name} is named after the home of the other"]
            if seats:
                return -0.75, [f"{name} is named after another place"]
    return 0.0, []


def when(a: Group, b: Group) -> Score:
    if a.kind != "event" or not (a.dates and b.dates):
        return 0.0, []
    gap = min(_days(x, y) for x in a.dates for y in b.dates)
    return (0.75, [f"{gap} days apart"]) if gap <= 15 else (-2.0, [f"{gap} days apart"])


def _days(a: str, b: str) -> int:
    """Days between two ISO dates, a missing month or day read as the first."""
    x, y = ([*map(int, d.split("/")[0].split("-")), 1, 1][:3] for d in (a, b))
    return abs((x[0] - y[0]) * 365 + (x[1] - y[1]) * 30 + x[2] - y[2])
