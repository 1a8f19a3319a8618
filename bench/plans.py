"""What PostgreSQL did for a query: which indexes it used and how many rows it touched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

Statement = tuple[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """`rows` counts every row and index entry that any part of the plan read, kept or not."""

    indexes: tuple[str, ...]
    rows: int
    pages: int
    ms: float


@contextmanager
def statements() -> Iterator[list[Statement]]:
    """Everything asked of the database within the block."""
    from django.db import connection

    asked: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield asked


def explainable(statement: Statement) -> bool:
    """Whether it reads the desk's own tables and changes nothing."""
    sql = str(statement[0])
    return sql.lstrip().startswith("SELECT") and ("cases_" in sql or "conversations_" in sql)


def plan(statement: Statement) -> Plan:
    """Run a SELECT once more, watched."""
    from django.db import connection

    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) {sql}", params)
        (found,) = cursor.fetchone()[0]
    nodes = list(_nodes(found["Plan"]))
    return Plan(
        indexes=tuple(dict.fromkeys(map(_source, filter(_reads, nodes)))),
        rows=sum(map(_rows, filter(_reads, nodes))),
        pages=found["Plan"]["Shared Hit Blocks"] + found["Plan"]["Shared Read Blocks"],
        ms=found["Execution Time"] + found["Planning Time"],
    )


def text(statement: Statement) -> str:
    """The whole plan of a SELECT, as PostgreSQL prints it."""
    from django.db import connection

    sql, params = statement
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
        return "\n".join(line for (line,) in cursor.fetchall())


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _reads(node: dict[str, Any]) -> bool:
    return node["Node Type"].endswith("Scan") and ("Relation Name" in node or "Index Name" in node)


def _source(node: dict[str, Any]) -> str:
    return str(node.get("Index Name") or f"{node['Relation Name']} ({node['Node Type'].lower()})")


def _rows(node: dict[str, Any]) -> int:
    passed: Sequence[str] = ("Rows Removed by Filter", "Rows Removed by Index Recheck")
    return int((node["Actual Rows"] + sum(node.get(name, 0) for name in passed))
               * node["Actual Loops"])  # fmt: skip
