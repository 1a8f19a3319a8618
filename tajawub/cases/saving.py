"""What a batch came to, as rows: only what differs is written, the tally goes with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.backends.utils import CursorWrapper

from tajawub.cases import keywords, tally
from tajawub.cases.deciding import Decided, DecidedCase, ReadPost
from tajawub.cases.loading import CASE, GONE, Batch, KnownPost
from tajawub.cases.tally import Kind

_AT: Final = {name: n for n, name in enumerate(CASE)}
_READING: Final = (
    "post_id", "case_id", "reader", "revision", "before", "before_revision", "put", "account_id",
    "codes", "p",
)  # fmt: skip
_KEYWORDS: Final = ("case_id", "opened_at", "terms")


def save(cursor: CursorWrapper, batch: Batch, decided: Decided) -> None:
    """Write the batch. The conversations must be locked by this transaction."""
    before = {case.pk: case.values for case in batch.cases}
    numbers = _numbers(cursor, decided)
    gone = _gone(cursor, batch, decided, before, numbers)
    after = gone | {
        number: case.values for number, case in zip(numbers, decided.cases, strict=True)
    }
    new = [number for number in after if number not in before]
    changed = [number for number in after if number in before and after[number] != before[number]]
    _copy(cursor, "cases_case", ("id", *CASE), ((pk, *after[pk]) for pk in new))
    _replace(cursor, "cases_case", ("id", *CASE), [(pk, *after[pk]) for pk in changed])
    reread = _save_readings(cursor, batch.posts, decided.readings, numbers)
    _save_keywords(
        cursor, batch, decided, numbers=numbers, new=new, touched={*changed, *reread}, gone=gone
    )
    tally.add(
        cursor,
        before=_kinds(before[pk] for pk in changed),
        after=_kinds(after[pk] for pk in [*new, *changed]),
    )
    cursor.execute(
        "UPDATE conversations_conversation c SET due_at = d.due_at, reader = %s "
        "FROM unnest(%s::bigint[], %s::timestamptz[]) AS d(id, due_at) WHERE c.id = d.id",
        [
            decided.reader,
            list(batch.conversations),
            [decided.due.get(number) for number in batch.conversations],
        ],
    )


def _numbers(cursor: CursorWrapper, decided: Decided) -> list[int]:
    """The number of each computed case: its own, or a new one."""
    missing = decided.matched.numbers.count(None)
    cursor.execute("SELECT nextval('cases_case_id_seq') FROM generate_series(1, %s)", [missing])
    fresh = iter(sorted(row[0] for row in cursor.fetchall()))
    return [next(fresh) if known is None else known for known in decided.matched.numbers]


def _gone(
    cursor: CursorWrapper,
    batch: Batch,
    decided: Decided,
    before: Mapping[int, tuple[Any, ...]],
    numbers: Sequence[int],
) -> dict[int, tuple[Any, ...]]:
    """The rows of cases that are no case of their own any more. A number is never given up."""
    lost = [number for number, place in decided.matched.gone.items() if place < 0]
    elsewhere: set[int] = set()
    if lost:  # their posts may have moved to a conversation that is judged in its turn
        cursor.execute(
            "SELECT DISTINCT r.case_id FROM cases_reading r "
            "JOIN conversations_post p ON p.id = r.post_id "
            "WHERE r.case_id = ANY(%s) AND NOT p.conversation_id = ANY(%s)",
            [lost, list(batch.conversations)],
        )
        elsewhere = {row[0] for row in cursor.fetchall()}
    rows = {}
    for number, place in decided.matched.gone.items():
        if number in elsewhere:
            continue
        values = list(before[number])
        values[_AT["standing"]], values[_AT["waits"]] = GONE, False
        if place >= 0:
            values[_AT["joined_to_id"]] = numbers[place]
            values[_AT["conversation_id"]] = decided.cases[place].values[_AT["conversation_id"]]
        rows[number] = tuple(values)
    return rows


def _kinds(rows: Iterable[tuple[Any, ...]]) -> Iterable[Kind]:
    """How each case counts; one that was joined to another does not."""
    for values in rows:
        if values[_AT["joined_to_id"]] is None:
            yield Kind(
                agency=values[_AT["agency_id"]], account=values[_AT["account_id"]],
                standing=values[_AT["standing"]], act=values[_AT["act"]],
                scope=values[_AT["scope"]], urgent=values[_AT["urgent"]],
                language=values[_AT["language"]],
            )  # fmt: skip


def _save_readings(
    cursor: CursorWrapper,
    posts: Sequence[KnownPost],
    readings: Sequence[ReadPost],
    numbers: Sequence[int],
) -> set[int]:
    """Write the readings that differ; gives the cases whose posts or words are others now."""
    new: list[tuple[Any, ...]] = []
    changed: list[tuple[Any, ...]] = []
    touched: set[int] = set()
    for post, made in zip(posts, readings, strict=True):
        case = None if made.case is None else numbers[made.case]
        row = (
            made.post, case, made.reader, made.revision, made.before, made.before_revision,
            made.put, made.account, made.codes, made.p,
        )  # fmt: skip
        was = (
            post.pk, post.case, post.read_by, post.read_revision, post.before,
            post.before_revision, post.put, post.account, post.codes, post.p,
        )  # fmt: skip
        if post.read_by is None:
            new.append(row)
        elif row != was:
            changed.append(row)
            if post.read_revision != made.revision or post.case != case:
                touched.update(pk for pk in (post.case, case) if pk is not None)
    _copy(cursor, "cases_reading", _READING, new)
    _replace(cursor, "cases_reading", _READING, changed)
    touched.update(row[1] for row in new if row[1] is not None)
    return touched


def _save_keywords(
    cursor: CursorWrapper,
    batch: Batch,
    decided: Decided,
    *,
    numbers: Sequence[int],
    new: Sequence[int],
    touched: set[int],
    gone: Iterable[int],
) -> None:
    fresh = set(new)
    sought = [
        (number, case)
        for number, case in zip(numbers, decided.cases, strict=True)
        if number in touched or number in fresh
    ]
    words_of = keywords.words([_said(batch.posts, case) for _, case in sought])
    rows = {
        number: (number, case.values[_AT["opened_at"]], _vector(case, words))
        for (number, case), words in zip(sought, words_of, strict=True)
    }
    _copy(cursor, "cases_keywords", _KEYWORDS, (rows[pk] for pk in rows if pk in fresh))
    _replace(
        cursor, "cases_keywords", _KEYWORDS, [row for pk, row in rows.items() if pk not in fresh]
    )
    if gone := list(gone):
        cursor.execute("DELETE FROM cases_keywords WHERE case_id = ANY(%s)", [gone])


def _said(posts: Sequence[KnownPost], case: DecidedCase) -> list[str]:
    """What the citizen of a case wrote, as far as it stands, and is called."""
    said = [posts[n] for n in case.said]
    named = {name: None for post in said for name in (post.handle, post.author_name) if name}
    return [*named, *(post.text for post in said if not post.deleted)]


def _vector(case: DecidedCase, words: Sequence[str]) -> str:
    values = case.values
    chosen = {
        "agency": values[_AT["agency_id"]], "account": values[_AT["account_id"]],
        "standing": values[_AT["standing"]].replace(" ", "-"), "waits": values[_AT["waits"]],
        "act": values[_AT["act"]], "scope": values[_AT["scope"]],
        "urgent": values[_AT["urgent"]], "language": values[_AT["language"]],
    }  # fmt: skip
    return keywords.vector([*keywords.facets(chosen), *words])


def _copy(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> None:
    with cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        write: Callable[[Sequence[Any]], None] = copy.write_row
        for row in rows:
            write(row)


def _replace(
    cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Write rows over those with the same first column, or beside them where there is none."""
    if not rows:
        return
    key, *others = columns
    names = ", ".join(columns)
    cursor.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS new_{table} (LIKE {table}) ON COMMIT DELETE ROWS"
    )
    cursor.execute(f"DELETE FROM new_{table}")  # noqa: S608 - own names
    _copy(cursor, f"new_{table}", columns, rows)
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {names} FROM new_{table} "  # noqa: S608 - own names
        f"ON CONFLICT ({key}) DO UPDATE SET "
        + ", ".join(f"{name} = excluded.{name}" for name in others)
    )
