"""Which root each node of a forest hangs from, when links are many and may run in a circle."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import numpy.typing as npt

Rows = npt.NDArray[np.int64]


def roots(parents: Rows, in_order: Callable[[Rows], Rows] = np.sort) -> Rows:
    """The root of each node of a forest given as parent indices (-1: none).

    Links in a circle are cut at the one of its nodes that `in_order` puts first: the lowest, if
    nothing else is said. Takes O(n log depth).
    """
    parents = parents.copy()
    while True:
        root = np.where(parents < 0, np.arange(len(parents)), parents)
        for _ in range(max(1, len(parents)).bit_length() + 1):
            further = root[root]
            if np.array_equal(further, root):
                break
            root = further
        # Now each is at a root, or goes round in a circle (whose jumps may look like rest).
        circling = root[parents[root] >= 0]
        if not len(circling):
            return root
        for circle in _first_node_first(_circles(parents, np.unique(circling)), in_order):
            parents[circle[0]] = -1


def _circles(parents: Rows, on_a_circle: Rows) -> list[list[int]]:
    seen: set[int] = set()
    circles = []
    for start in on_a_circle.tolist():
        circle, node = [], start
        while node not in seen:
            seen.add(node)
            circle.append(node)
            node = int(parents[node])
        if circle and node == circle[0]:
            circles.append(circle)
    return circles


def _first_node_first(
    circles: list[list[int]], in_order: Callable[[Rows], Rows]
) -> Iterator[list[int]]:
    nodes = np.array([node for circle in circles for node in circle], dtype=np.int64)
    rank = {node: place for place, node in enumerate(in_order(nodes).tolist())}
    return (sorted(circle, key=rank.__getitem__) for circle in circles)
