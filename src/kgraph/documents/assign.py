"""Gains → the best one-to-one choice, and by how much each part of it beats its rivals.

Rows and columns are numbers; `gain` says what a pair adds. Nothing needs to be chosen: what is left out adds 0.
"""

from __future__ import annotations

from math import inf

Gain = dict[tuple[int, int], float]
BATCH = 40  # rows chosen together; more are taken in batches, so that the time stays linear


def assign(rows: list[int], gain: Gain) -> dict[int, int]:
    """Row → column with the greatest total gain (Hungarian method)."""
    chosen: dict[int, int] = {}
    for first in range(0, len(rows), BATCH):
        batch = set(rows[first : first + BATCH])
        taken = set(chosen.values())
        chosen |= _batch(
            {key: value for key, value in gain.items() if value > 0 and key[0] in batch and key[1] not in taken}
        )
    return chosen


def _batch(gain: Gain) -> dict[int, int]:
    rows, columns = sorted({i for i, _ in gain}), sorted({j for _, j in gain})
    if not rows:
        return {}
    none = [0.0] * len(rows)  # one empty column for each row
    cost = [[-gain.get((i, j), -1e9) for j in columns] + none for i in rows]
    return {rows[r]: columns[c] for r, c in enumerate(_hungarian(cost)) if c < len(columns)}


def _hungarian(cost: list[list[float]]) -> list[int]:
    """The column of each row with the least total cost; no more rows than columns."""
    height, width = len(cost), len(cost[0])
    by_row, by_column = [0.0] * (height + 1), [0.0] * (width + 1)
    match = [0] * (width + 1)
    for row in range(1, height + 1):
        match[0] = row
        way, column = _path(cost, by_row, by_column, match)
        while column:
            match[column] = match[way[column]]
            column = way[column]
    found = [0] * height
    for column in range(1, width + 1):
        if match[column]:
            found[match[column] - 1] = column - 1
    return found


def _path(
    cost: list[list[float]], by_row: list[float], by_column: list[float], match: list[int]
) -> tuple[list[int], int]:
    """The cheapest way from the new row to a free column, updating the prices on the way."""
    width = len(by_column) - 1
    least, way, seen = [inf] * (width + 1), [0] * (width + 1), [False] * (width + 1)
    column = 0
    while match[column]:
        seen[column] = True
        row, step, target = match[column], inf, 0
        line, price = cost[row - 1], by_row[row]
        for j in range(1, width + 1):
            if seen[j]:
                continue
            value = line[j - 1] - price - by_column[j]
            if value < least[j]:
                least[j], way[j] = value, column
            if least[j] < step:
                step, target = least[j], j
        for j in range(width + 1):
            if seen[j]:
                by_row[match[j]] += step
                by_column[j] -= step
            else:
                least[j] -= step
        column = target
    return way, column


def margins(gain: Gain, chosen: dict[int, int]) -> dict[int, float]:
    """For each chosen row: what is lost when its pair is parted and those concerned take their next best."""
    holder = {j: i for i, j in chosen.items()}
    free: dict[int, float] = {}  # the best that each row can get from columns that nobody holds
    options: dict[int, list[tuple[int, int]]] = {}  # the pairs that touch a chosen row or column, by chosen row
    for (i, j), value in gain.items():
        if j not in holder:
            free[i] = max(free.get(i, 0.0), value)
        for row in {i, holder.get(j)} & chosen.keys():
            options.setdefault(row, []).append((i, j))
    return {row: min(_loss(row, pair, gain, chosen, holder, free) for pair in options[row]) for row in chosen}


def _loss(row: int, pair: tuple[int, int], gain: Gain, chosen: dict[int, int], holder: dict, free: dict) -> float:
    """What is lost when `row` gives up its column and `pair`, which touches one of them, is made instead."""
    now, (i, j) = gain[row, chosen[row]], pair
    if j == chosen[row]:
        if i == row:
            return now
        left = chosen.get(i)
        gone = gain[i, left] if left is not None else 0.0
        return now + gone - gain[pair] - max(free.get(row, 0.0), gain.get((row, left), 0.0))
    other = holder.get(j)
    gone = gain[other, j] - max(free.get(other, 0.0), gain.get((other, chosen[row]), 0.0)) if other is not None else 0.0
    return now + gone - gain[pair]
