"""What an official reply does (codebook 6), and whether it may stand for an answer.

Taking a redirect, a hand-over or a thank-you for an answer is the worst error a reader can make:
it closes the case of somebody who is still waiting. So *answer* is said only above a threshold
that is set when the weights are made, on texts the weights have not seen.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.model import Head
from tajawub.language.readings import REPLIES

REPLY: Final = Head(
    name="reply",
    labels=REPLIES,
    official=True,
    reads_before=True,
    rules={
        "": {"answer": 0.2, "courtesy": 0.3},
        "left>=3": {"answer": 0.5, "courtesy": -0.5},
        "left>=6": {"answer": 0.8, "courtesy": -0.8},
        "left>=11": {"answer": 0.8},
        "rule": {"answer": 0.9},
        "done": {"answer": 1.3},
        "try_step": {"answer": 2.2},
        "provide": {"asks": 1.5},
        "asks_mark": {"asks": 1.2},
        "?_last": {"asks": 0.9},
        "?": {"asks": 0.5},
        "dm": {"private": 2.2},
        "dm_sent": {"private": 1.4},
        "dm_bare": {"private": 0.8},
        "seen_before": {"private": 1.5},
        "call_us": {"redirect": 1.4},
        "call_bare": {"redirect": 0.8},
        "go_elsewhere": {"redirect": 1.2},
        "elsewhere_bare": {"redirect": 0.8},
        "link_bare": {"redirect": 1.0},
        "number_bare": {"redirect": 0.5},
        "received": {"acknowledgement": 1.3},
        "sorry": {"acknowledgement": 0.8},
        "thanks_contact": {"courtesy": 0.3, "acknowledgement": 0.2},
        "closing": {"courtesy": 0.9},
        "greeting": {"courtesy": 0.1},
    },
)
ANSWER: Final = REPLIES.index("answer")


def choose(chances: NDArray[np.float32], least: float) -> NDArray[np.int8]:
    """The likeliest reply of each post; *answer* only where its chance is at least `least`."""
    kept = chances.copy()
    kept[chances[:, ANSWER] < least, ANSWER] = -1.0
    return np.asarray(kept.argmax(axis=1), dtype=np.int8)
