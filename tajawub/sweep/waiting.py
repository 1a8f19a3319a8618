"""The cases that still wait, oldest first, each with why the last reply did not count."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.dataset as ds

from tajawub.cases.timeline import WAITING, Standing
from tajawub.language.reader import Reader
from tajawub.sweep.database import connect
from tajawub.sweep.report import WaitingCase

_WHY = {
    "en": {
        "silence": "no reply",
        "again": "the citizen wrote again after the last reply, and nobody answered",
        "disputed": "the citizen says that the answer did not settle it",
        "hidden": "the reply is private or was deleted",
    },
    "ar": {
        "silence": "لم يصل أي رد",
        "again": "كتب صاحب السؤال بعد آخر رد ولم يُجَب",
        "disputed": "يقول صاحب السؤال إن الجواب لم يحلّ مسألته",
        "hidden": "الرد خاص أو حُذف",
    },
}
_CARRIED = re.compile(r"^\s*(?:@[\w.@-]+\s+)+(?=\S)")
_LABEL_OF = {
    Standing.ACKNOWLEDGED: "acknowledgement",
    Standing.REDIRECTED: "redirect",
    Standing.MOVED_TO_PRIVATE: "private",
    Standing.ASKED_BACK: "asks",
}


_COLUMNS = {
    "case_id": "case_id",
    "agency": "agency",
    "account": "account",
    "citizen": "citizen",
    "text": "text",
    "opened_at": "opened_at",
    "age_seconds": "waiting_seconds",
    "standing": "standing",
    "age_working_seconds": "waiting_working_seconds",
    "last_reply": "last_reply",
    "last_reply_text": "last_reply_text",
    "last_reply_at": "last_official_at",
    "url": "url",
    "language": "language",
    "urgent": "urgent = 'yes'",
    "private": "private",
    "deleted": "deleted",
}


def oldest(cases: Path, limit: int, reader: Reader, *, language: str = "en") -> list[WaitingCase]:
    """The `limit` oldest waiting cases of a cases.parquet, reasons in `language` ("ar" or "en")."""
    waiting = ", ".join(f"'{standing.value}'" for standing in WAITING)
    columns = ", ".join(f"{column} AS {name}" for name, column in _COLUMNS.items())
    with connect() as db:
        db.register("cases", ds.dataset(cases))
        found: list[dict[str, Any]] = (
            db.sql(
                f"SELECT {columns} FROM cases WHERE standing IN ({waiting}) "  # noqa: S608 - own
                f"ORDER BY cases.opened_at, cases.case_id LIMIT {limit:d}"
            )
            .to_arrow_table()
            .to_pylist()
        )
    reasons = _reasons(found, reader, language)
    for case in found:
        case["text"] = _said(case["text"])
        case["last_reply_text"] = _said(case["last_reply_text"])
    return [
        WaitingCase(**(case | {"standing": Standing(case["standing"])}), why=why)
        for case, why in zip(found, reasons, strict=True)
    ]


def _said(text: str | None) -> str | None:
    """What somebody wrote, without the names that the platform puts before a reply: those would
    also decide the direction of the line."""
    return text and _CARRIED.sub("", text)


def _reasons(cases: Sequence[Mapping[str, Any]], reader: Reader, language: str) -> list[str]:
    """Why each case still waits; the last reply is read again for the words that decided."""
    n = len(cases)
    columns = reader.read_columns(
        [case["last_reply_text"] or "" for case in cases],
        np.ones(n, dtype=np.bool_),
        [case["text"] for case in cases],
        np.zeros(n, dtype=np.bool_),
        np.ones(n, dtype=np.int8),
    )
    said = _WHY[language]
    reasons = []
    for i, case in enumerate(cases):
        standing = Standing(case["standing"])
        if standing is Standing.DISPUTED:
            reasons.append(said["disputed"])
        elif standing is Standing.UNANSWERED:
            reasons.append(said["again" if case["last_reply"] else "silence"])
        elif case["last_reply_text"] is None:
            reasons.append(said["hidden"])
        else:
            reasons.append(columns.explain(i, "reply", _LABEL_OF[standing], language))
    return reasons
