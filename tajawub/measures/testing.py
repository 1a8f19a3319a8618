"""Small tables of cases for tests, on the engine that a sweep uses."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta

import ibis
import pyarrow as pa

AS_OF = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)  # a Monday
HOUR = 3600
DAY = 24 * HOUR


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A case opened `age` seconds before AS_OF; where it is settled, answered after `took`."""

    standing: str
    age: int = 0
    took: int | None = None
    working: int | None = None  # None: a quarter of the elapsed time
    agency: str = "water"
    account: str = "ghaf_water"
    first_reply: str | None = None
    redirects: int = 0


def table(*rows: Row) -> ibis.Table:
    """The rows as a table with the columns of cases.parquet that the measures read."""
    made = [_columns(row) for row in rows]
    return ibis.memtable(pa.Table.from_pylist(made, schema=_SCHEMA))


def answered(age: int, took: int, *, agency: str = "water") -> Row:
    """A case that was answered."""
    return Row(standing="answered", age=age, took=took, agency=agency, first_reply="answer")


def waiting(age: int, *, agency: str = "water") -> Row:
    """A case that nobody answered."""
    return Row(standing="unanswered", age=age, agency=agency)


_WORD = pa.dictionary(pa.int32(), pa.string())
_TIME = pa.timestamp("us", "UTC")
_SCHEMA = pa.schema(
    [
        ("standing", _WORD),
        ("agency", pa.string()),
        ("account", pa.string()),
        ("opened_at", _TIME),
        ("answered_at", _TIME),
        ("first_reply", _WORD),
        ("redirects", pa.int32()),
        ("waiting_seconds", pa.int64()),
        ("waiting_working_seconds", pa.int64()),
    ]
)


def _columns(row: Row) -> dict[str, object]:
    opened = AS_OF - timedelta(seconds=row.age)
    seconds = row.age if row.took is None else row.took
    same = {name: getattr(row, name) for name in (f.name for f in fields(row)) if name in _NAMES}
    return same | {
        "opened_at": opened,
        "answered_at": None if row.took is None else opened + timedelta(seconds=row.took),
        "waiting_seconds": seconds,
        "waiting_working_seconds": seconds // 4 if row.working is None else row.working,
    }


_NAMES = frozenset(_SCHEMA.names)
