"""Whether delay harms (codebook 5). Anger is not urgency."""

from __future__ import annotations

from typing import Final

from tajawub.language.model import Head

URGENT: Final = Head(
    name="urgent",
    labels=("yes", "no"),
    rules={
        "": {"no": 2.0},
        "danger": {"yes": 2.2},
        "hurry": {"yes": 1.3},
        "plea": {"yes": 0.3},
        "prayer_talk": {"no": 0.8},
        "advert": {"no": 1.0},
        "news_talk": {"no": 1.0},
        "praise": {"no": 0.5},
    },
)
