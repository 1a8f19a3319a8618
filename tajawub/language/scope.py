"""Whose matter it is and where its answer belongs (codebook 3 and 4)."""

from __future__ import annotations

from typing import Final

from tajawub.language.model import Head

SCOPE: Final = Head(
    name="scope",
    labels=("personal", "general"),
    rules={
        "": {"general": 0.4},
        "mine": {"personal": 1.5},
        "identifier": {"personal": 1.0},
        "number_long": {"personal": 0.8},
        "waiting_long": {"personal": 0.6},
        "no_reply": {"personal": 0.5},
        "answer_me": {"personal": 0.8},
        "dm": {"personal": 0.6},
        "many": {"general": 0.9},
        "rule_asked": {"general": 0.9},
        "ask_when": {"general": 0.4},
        "ask_whether": {"general": 0.3},
        "ask_howmuch": {"general": 0.5},
        "suggest": {"general": 1.0},
    },
)

ROUTE: Final = Head(
    name="route",
    labels=("private", "public"),
    rules={
        "": {"public": 0.7},
        "mine": {"private": 1.2},
        "identifier": {"private": 1.2},
        "number_long": {"private": 1.2},
        "waiting_long": {"private": 0.6},
        "answer_me": {"private": 0.9},
        "dm": {"private": 0.9},
        "many": {"public": 0.7},
        "rule_asked": {"public": 1.0},
        "question_head": {"public": 0.5},
        "want_know": {"public": 0.3},
        "ask_howmuch": {"public": 0.4},
        "suggest": {"public": 0.8},
    },
)
