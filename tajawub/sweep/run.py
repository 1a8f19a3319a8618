"""The sweep: an archive in, waiting cases and figures out. No server, no network.

Read the posts into columns (spool), put them together (conversations), see who answers for whom
(accounts), read and decide conversation by conversation on every core (judge), and take the figures
from the cases (measures).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from time import perf_counter, process_time
from typing import Protocol

import duckdb
import pyarrow as pa
import pyarrow.dataset as ds
import pyarrow.parquet as pq

from tajawub.channels.archives import FileSeen, open_archive
from tajawub.channels.columns import ColumnMapping
from tajawub.channels.records import BrokenRow
from tajawub.errors import TajawubError
from tajawub.sweep.accounts import Found, Named, find
from tajawub.sweep.columns import ACCOUNTS, CASES, READINGS
from tajawub.sweep.conversations import link, whole_conversations
from tajawub.sweep.database import connect
from tajawub.sweep.rows import Judgement
from tajawub.sweep.spool import spool
from tajawub.sweep.workers import judge_all

BATCH = 20_000
ALONE_BELOW = 40_000  # fewer posts than this are done before a second process has started
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Watcher(Protocol):
    """Whoever shows the progress: told the step, how far it is, and of how much (0: not known)."""

    def __call__(self, step: str, done: float, of: float) -> None: ...


def nobody(step: str, done: float, of: float) -> None:
    """Watches nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to sweep and how."""

    files: Sequence[Path]
    accounts: Sequence[Named] = ()
    as_of: datetime | None = None  # None: the time of the archive's last post
    calendar: str = "ae-federal"
    mapping: ColumnMapping | None = None
    zone: tzinfo = UTC  # of times that name none
    processes: int = field(default_factory=lambda: min(8, os.cpu_count() or 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What a sweep found. The Parquet files lie in the folder it was given."""

    folder: Path
    as_of: datetime
    calendar: str
    posts: int
    files: tuple[FileSeen, ...]
    broken: int
    broken_rows: tuple[BrokenRow, ...]
    found: Found
    seconds: dict[str, float]  # by step: parse, link, judge
    cpu_seconds: dict[str, float]  # of all processes, the parts of judge: read, decide, write

    @property
    def cases(self) -> Path:
        return self.folder / "cases.parquet"

    @property
    def readings(self) -> Path:
        return self.folder / "readings.parquet"


def sweep(request: Request, folder: Path, *, watch: Watcher = nobody) -> Swept:
    """Sweep the files and write cases.parquet, readings.parquet and accounts.parquet to `folder`.

    Raises TajawubError where a file cannot be read at all, where nothing in them is a post, or
    where no account answers for anybody.
    """
    clock = _Clock()
    files: list[FileSeen] = []
    records = open_archive(
        request.files,
        mapping=request.mapping,
        zone=request.zone,
        on_file=files.append,
        on_progress=lambda progress: watch("parse", progress.done, progress.total),
    )
    spooled = spool(records, folder / "posts.parquet")
    clock.lap("parse")
    if spooled.posts == 0:
        raise TajawubError(_no_posts(spooled.broken_rows, spooled.broken))
    watch("link", 0, 0)
    with connect(folder) as db:
        linked = link(db, spooled.path, as_of=request.as_of)
        spooled.path.unlink()
        if linked == 0:
            raise TajawubError(f"No post is as old as {request.as_of}: choose a later --as-of.")
        as_of = request.as_of or _last_moment(db)
        found = find(db, request.accounts)
        clock.lap("link")
        judgement = Judgement(
            agencies={account.key: account.agency for account in found.accounts},
            handles={account.key: account.handle for account in found.accounts},
            as_of=as_of,
            calendar=request.calendar,
        )
        batches = whole_conversations(db, posts=BATCH)
        processes = 1 if linked < ALONE_BELOW else request.processes
        done = 0
        with (
            pq.ParquetWriter(folder / "readings.parquet", READINGS, compression="zstd") as readings,
            pq.ParquetWriter(folder / "cases.parquet", CASES, compression="zstd") as cases,
            closing(judge_all(judgement, batches, processes)) as every,
        ):
            for judged in every:
                writing = process_time()
                readings.write_table(judged.readings)
                cases.write_table(judged.cases)
                clock.spend("write", process_time() - writing)
                for part, seconds in judged.seconds.items():
                    clock.spend(part, seconds)
                done += judged.readings.num_rows
                watch("judge", done, linked)
        clock.lap("judge")
        pq.write_table(_accounts(db, found, folder / "cases.parquet"), folder / "accounts.parquet")
    return Swept(
        folder=folder,
        as_of=as_of,
        calendar=request.calendar,
        posts=linked,
        files=tuple(files),
        broken=spooled.broken,
        broken_rows=tuple(spooled.broken_rows),
        found=found,
        seconds=clock.laps,
        cpu_seconds=clock.parts,
    )


class _Clock:
    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self.parts: dict[str, float] = {}
        self.since = perf_counter()

    def lap(self, step: str) -> None:
        now = perf_counter()
        self.laps[step] = now - self.since
        self.since = now

    def spend(self, part: str, seconds: float) -> None:
        self.parts[part] = self.parts.get(part, 0.0) + seconds


def _no_posts(broken_rows: Sequence[BrokenRow], broken: int) -> str:
    if not broken:
        return "There is no post in these files."
    first = broken_rows[0]
    where = f"{first.file}, line {first.line}" if first.line else first.file
    return (
        f"There is no readable post in these files; {broken:,} rows could not be read. "
        f"The first: {where}: {first.reason}"
    )


def _last_moment(db: duckdb.DuckDBPyConnection) -> datetime:
    ((last,),) = db.execute("SELECT epoch_us(max(posted_at)) FROM linked").fetchall()
    return EPOCH + timedelta(microseconds=last)


def _accounts(db: duckdb.DuckDBPyConnection, found: Found, cases: Path) -> pa.Table:
    known = pa.Table.from_pylist(
        [
            {
                "account": account.handle, "key": account.key, "agency": account.agency,
                "why": account.why_in("en"), "posts": account.posts,
                "people_asking": account.people_asking,
                "people_answered": account.people_answered,
            }
            for account in found.accounts
        ]
    )  # fmt: skip
    db.register("known", known)
    db.register("cases", ds.dataset(cases))
    counted = db.sql(
        """
        SELECT known.account, known.agency, why, posts, people_asking, people_answered,
               count(case_id) FILTER (owed = 'yes') AS cases,
               count(case_id) FILTER (owed = 'yes' AND standing NOT IN ('answered', 'confirmed'))
                   AS waiting,
               count(case_id) FILTER (standing IN ('answered', 'confirmed')) AS answered,
               coalesce(sum(redirects), 0)::BIGINT AS redirects,
               coalesce(sum(official_posts), 0)::BIGINT AS replies,
               min(opened_at) FILTER (owed = 'yes' AND standing NOT IN ('answered', 'confirmed'))
                   AS oldest_waiting_at
        FROM known LEFT JOIN cases c ON c.account = known.account
        GROUP BY ALL ORDER BY cases DESC, known.account
        """
    )
    return counted.to_arrow_table().cast(ACCOUNTS)
