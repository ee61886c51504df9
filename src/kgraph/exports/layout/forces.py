"""Nodes push each other away and edges pull: from positions to better ones.

In: a `Net` and positions, an array (nodes, 2). Out: positions. A node pushes another with mass · mass / distance^2.5;
an edge pulls with weight · distance. Both add up over groups of nodes, so a coarse net has its place where the fine one
will need it (Walshaw, A multilevel algorithm for force-directed graph drawing, 2003; Hu, Efficient, high-quality
force-directed graph drawing, 2005, for the steep push, which keeps the rim near). Few nodes push pair by pair; many
push through the meshes of a grid, by Fourier transform.

Only additions, products and roots are used and every step is rounded, so that processors agree.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np

from kgraph.exports.layout.nets import Array, Net

STEP = 0.4  # share of the way to where the forces would be even; 0.2 gives edges 8 % longer, at 0.5 two ends can meet
GRAIN = 4096.0  # positions are rounded to 1/GRAIN of the unit in which a lone pair stands 1.5 apart
SOFT = 0.5  # meshes: nodes nearer than this push no harder; 0.1–1 tried: at 1 nodes crowd, below 0.5 no difference
Push = Callable[[Array, Array], Array]  # (positions, masses) → forces


def settle(net: Net, places: Array, push: Push, rounds: int, warmth: tuple[float, float]) -> Array:
    """Let the forces work for some rounds. No step is longer than `warmth` (at the beginning, in the end) times the
    median length of the edges."""
    pull = np.maximum(net.pull, 1e-9)[:, None]
    for number in range(rounds):
        along = places[net.second] - places[net.first]
        drawn = along * net.weight[:, None]
        force = push(places, net.mass)
        for axis in (0, 1):
            force[:, axis] += net.summed(drawn[:, axis], -drawn[:, axis])
        step = STEP * force / pull
        cooled = warmth[0] + (warmth[1] - warmth[0]) * number / max(1, rounds - 1)
        longest = cooled * math.sqrt(float(np.median((along * along).sum(1))))
        length = np.sqrt((step * step).sum(1))
        places = places + step * np.minimum(1.0, longest / np.maximum(length, 1e-12))[:, None]
        places = np.rint(places * GRAIN) / GRAIN
    return places


def by_pairs(one: Array, other: Array) -> Push:
    """The push of each pair `one[k]`, `other[k]`, worked out exactly."""

    def push(places: Array, mass: Array) -> Array:
        along = places[other] - places[one]
        force = along * (mass[one] * mass[other] * _steep((along * along).sum(1) + 1e-6))[:, None]
        columns = [
            np.bincount(other, force[:, axis], len(mass)) - np.bincount(one, force[:, axis], len(mass))
            for axis in (0, 1)
        ]
        return np.stack(columns, 1)

    return push


def by_meshes(width: int) -> Push:
    """The push of all nodes at once, over a grid of width × width meshes."""

    def push(places: Array, mass: Array) -> Array:
        mesh = max(float(np.ptp(places, axis=0).max()) / (width - 3), 1e-9)
        corners = _corners((places - places.min(0)) / mesh + 1, width)
        heavy = sum(np.bincount(at, mass * share, width * width) for at, share in corners)
        spectrum = np.fft.rfft2(heavy.reshape(width, width), (2 * width, 2 * width))
        columns = []
        for kernel in _kernels(width):
            field = np.fft.irfft2(spectrum * kernel, (2 * width, 2 * width))[:width, :width].ravel()
            columns.append(sum(field[at] * share for at, share in corners) * mass / (mesh * mesh * math.sqrt(mesh)))
        return np.stack(columns, 1)

    return push


def _corners(places: Array, width: int) -> list[tuple[Array, Array]]:
    """The four grid points around each place, and the share of each in it."""
    whole = places.astype(np.int64)
    right, up = (places - whole).T
    at = whole[:, 0] * width + whole[:, 1]
    left, down = 1 - right, 1 - up
    return [(at, left * down), (at + 1, left * up), (at + width, right * down), (at + width + 1, right * up)]


@lru_cache(maxsize=4)
def _kernels(width: int) -> tuple[Array, Array]:
    """What a mass of 1 pushes at every distance in meshes, as spectra, along each axis."""
    away = np.arange(2 * width, dtype=float)
    away[width:] -= 2 * width
    across, along = away[:, None], away[None, :]
    strength = _steep(across * across + along * along + SOFT * SOFT)
    return np.fft.rfft2(across * strength), np.fft.rfft2(along * strength)


def _steep(squared: Array) -> Array:
    """distance^-3.5 of distance²: times the way, it is distance^-2.5."""
    root = np.sqrt(squared)
    return 1.0 / (squared * root * np.sqrt(root))
