"""What a report shows: plain values, gathered by the sweep and drawn by `render`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from tajawub.cases.timeline import Standing
from tajawub.channels.records import BrokenRow
from tajawub.measures.summary import Figures, Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingCase:
    """One case that waits. All texts are shown as plain text, whatever they contain.

    `text` is the citizen's question, None where it may not be shown; then `private` or `deleted`
    says why. `last_reply` is the reading of the last official reply that is more than a courtesy
    (None: there was none), `why` the reason why it did not count, in the report's language.
    """

    case_id: str
    agency: str
    account: str  # handle, without @
    citizen: str  # handle, without @
    text: str | None
    opened_at: datetime
    age_seconds: int
    standing: Standing
    age_working_seconds: int | None = None
    last_reply: str | None = None
    last_reply_text: str | None = None
    last_reply_at: datetime | None = None
    why: str = ""
    url: str | None = None
    language: str = ""
    urgent: bool = False
    private: bool = False
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """One official account and its figures; `figures` is None where nobody asked it anything.

    `why` says how it came to count as official, in the report's language.
    """

    account: str  # handle, without @
    agency: str
    why: str = ""
    posts: int = 0
    figures: Figures | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportData:
    """Everything one report shows. All moments are aware; they are shown in `zone`.

    `waiting` holds the cases to list, oldest first; the number of all is in the summary. `broken`
    is the number of rows that could not be read, `broken_rows` some of them. `directive_on` draws
    a line into the weekly chart at the day from which everyone was told to answer. `note` is a
    sentence for the head of the page, such as that the content is invented.
    """

    summary: Summary
    as_of: datetime
    first_post_at: datetime
    last_post_at: datetime
    posts: int
    accounts: Sequence[AccountRow]
    waiting: Sequence[WaitingCase]
    reader_version: str
    calendar: str
    files: Sequence[str] = ()
    broken: int = 0
    broken_rows: Sequence[BrokenRow] = ()
    directive_on: date | None = None
    directive: str = ""
    note: str = ""
    zone: str = "Asia/Dubai"
