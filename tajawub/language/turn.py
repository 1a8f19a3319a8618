"""What a citizen's follow-up does with what was said before: confirms, disputes, adds, thanks."""

from __future__ import annotations

from typing import Final

from tajawub.language.model import Head
from tajawub.language.readings import TURNS

TURN: Final = Head(
    name="turn",
    labels=TURNS,
    reads_before=True,
    rules={
        "": {"adds": 1.0},
        "settled": {"confirms": 1.9},
        "not_settled": {"disputes": 1.5},
        "no_reply": {"disputes": 0.5},
        "bad": {"disputes": 0.6},
        "broken": {"disputes": 0.6},
        "only_thanks": {"thanks": 1.6},
        "praise": {"thanks": 0.5},
        "words>=11": {"adds": 0.5, "disputes": 0.3},
        "supplies": {"adds": 0.6},
        "?": {"adds": 0.6},
        "question_cue": {"adds": 0.4},
        "number_long": {"adds": 0.5},
    },
)
