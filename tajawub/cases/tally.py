"""How many cases of each kind there are: exact at any moment, at a cost that does not grow with the
cases (docs/reasons/counts-that-are-right.md).

Whoever changes cases adds the differences in the same transaction, as rows of their own, so that
nobody waits for anybody. Differences are summed up into fewer rows from time to time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

MANY: Final = 2_000  # rows beyond what is needed before they are summed up
_SUMMING: Final = 7_201_002  # the advisory lock of whoever sums up


class Kind(NamedTuple):
    """The facets by which cases are counted."""

    agency: int
    account: int
    standing: str
    act: str
    scope: str
    urgent: bool
    language: str


_COLUMNS: Final = ("agency_id", "account_id", "standing", "act", "scope", "urgent", "language")
_NAMED: Final = dict(zip(Kind._fields, _COLUMNS, strict=True))


def add(cursor: CursorWrapper, before: Iterable[Kind], after: Iterable[Kind]) -> None:
    """Cases of these kinds became cases of those."""
    change = Counter(after)
    change.subtract(Counter(before))
    rows = [(*kind, cases) for kind, cases in change.items() if cases]
    if rows:
        with cursor.copy(f"COPY cases_tally ({', '.join(_COLUMNS)}, cases) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def counted(
    by: Sequence[str], chosen: Mapping[str, Sequence[object]]
) -> dict[tuple[Any, ...], int]:
    """The number of cases of each combination of the facets `by`, among those `chosen`."""
    columns = ", ".join(_NAMED[name] for name in by)
    wanted = " AND ".join(f"{_NAMED[name]} = ANY(%s)" for name in chosen) or "TRUE"
    group = f"GROUP BY {columns}" if by else ""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns + ',' if by else ''} coalesce(sum(cases), 0)::bigint "  # noqa: S608
            f"FROM cases_tally WHERE {wanted} {group}",
            [list(values) for values in chosen.values()],
        )
        return {tuple(row[:-1]): row[-1] for row in cursor.fetchall() if row[-1] or not by}


def waiting() -> bool:
    """Whether there are many more rows than kinds."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(DISTINCT ({', '.join(_COLUMNS)})) "  # noqa: S608 - own columns
            "FROM cases_tally"
        )
        rows, kinds = cursor.fetchone()
    return bool(rows - kinds > MANY)


def sum_up() -> bool:
    """Put all differences of each kind into one row; False where another is at it or none wait.
    Readers see the rows of before or of after."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_SUMMING])
        if not cursor.fetchone()[0]:
            return False
        columns = ", ".join(_COLUMNS)
        cursor.execute(
            "WITH gone AS (DELETE FROM cases_tally RETURNING *) "  # noqa: S608 - own columns
            f"INSERT INTO cases_tally ({columns}, cases) "
            f"SELECT {columns}, sum(cases) FROM gone GROUP BY {columns} HAVING sum(cases) <> 0"
        )
        return True
