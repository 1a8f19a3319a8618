"""What counts where a person has corrected a reading: a pure function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from tajawub.language.columns import VALUES
from tajawub.language.readings import OWING_ACTS

CITIZEN: Final = ("act", "owed", "scope", "route", "urgent", "turn")
OFFICIAL: Final = ("reply",)
CORRECTABLE: Final = (*CITIZEN, *OFFICIAL)
_PLACE: Final = {label: n for n, label in enumerate(VALUES)}

Grid = npt.NDArray[np.uint8]


def owed_by(act: str, *, put: bool) -> str:
    """Whether a message that does this is owed an answer (codebook, section 2)."""
    return "yes" if act in OWING_ACTS and put else "no"


def overlay(
    codes: Grid,
    p: Grid,
    corrections: Mapping[int, Mapping[str, str]],
    place_of: Mapping[int, int],
    *,
    put: Sequence[bool],
) -> tuple[Grid, Grid]:
    """The readings as they are meant: the reader's, with a person's word in place of its own.

    Whoever corrects what a message does also says whether it is owed an answer, by the codebook's
    rule (section 2), unless that was corrected by itself. The arrays given are not changed.
    """
    if not corrections:
        return codes, p
    codes, p = codes.copy(), p.copy()
    for post, labels in corrections.items():
        n = place_of[post]
        meant = dict(labels)
        if "act" in meant and "owed" not in meant:
            meant["owed"] = owed_by(meant["act"], put=put[n])
        for label, value in meant.items():
            codes[n, _PLACE[label]] = VALUES[label].index(value)
            p[n, _PLACE[label]] = 255
    return codes, p
