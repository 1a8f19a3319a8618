"""What a citizen's message does (codebook 1): question, request, complaint, suggestion, praise."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.model import Head
from tajawub.language.readings import ACTS, OWING_ACTS

ACT: Final = Head(
    name="act",
    labels=ACTS,
    rules={
        "": {"other": 0.6},
        "question_cue": {"question": 0.8},
        "question_head": {"question": 0.8},
        "?": {"question": 0.7},
        "?_last": {"question": 0.5},
        "question_mark_only": {"question": 0.2},
        "want_know": {"question": 1.0},
        "where_to_reach": {"question": 1.0},
        "ask_maybe": {"question": 0.3, "request": 0.3},
        "plea": {"request": 1.0},
        "want_done": {"request": 0.8},
        "do_it": {"request": 1.3},
        "answer_me": {"request": 1.0, "complaint": 0.3},
        "suggest": {"suggestion": 2.2},
        "broken": {"complaint": 1.2},
        "waiting_long": {"complaint": 0.8},
        "no_reply": {"complaint": 1.4},
        "bad": {"complaint": 1.5},
        "mocking": {"complaint": 1.3},
        "bad_service": {"complaint": 0.6},
        "broken_service": {"complaint": 0.4},
        "bad_you": {"complaint": 0.4},
        "service": {"other": -0.4},
        "you_plural": {"other": -0.3},
        "but": {"complaint": 0.3},
        "praise": {"praise": 1.2},
        "prayer_talk": {"other": 1.0},
        "advert": {"other": 1.2},
        "news_talk": {"other": 1.0},
        "##": {"other": 0.5},
        "mine": {"complaint": 0.3, "question": 0.2},
    },
)

_OWING: Final = np.array([act in OWING_ACTS for act in ACTS])


def choose(chances: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The act of each post and the chance that its act is one that is owed an answer.

    Owing comes first: where question, request and complaint together are likelier than not, the
    likeliest of them is chosen, so that `act` and `owed` never disagree.
    """
    owing = chances[:, _OWING].sum(axis=1)
    kept = np.where((owing >= 0.5)[:, None] == _OWING, chances, -1.0)
    return kept.argmax(axis=1).astype(np.int8), owing.astype(np.float32)
