"""`tajawub import`: an archive into the desk, and on until its cases stand there."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

from rich.console import Console

from tajawub import flow
from tajawub.agencies.knowing import Official, know
from tajawub.agencies.models import Account
from tajawub.channels.archives import open_archive
from tajawub.channels.columns import ColumnMapping
from tajawub.channels.containers import printable
from tajawub.channels.records import BrokenRow, Post
from tajawub.conversations import importing
from tajawub.conversations.due import waiting
from tajawub.conversations.receiving import Received
from tajawub.errors import TajawubError
from tajawub.sweep.accounts import Named, find, named
from tajawub.sweep.command import Bar, zone_named
from tajawub.sweep.conversations import link
from tajawub.sweep.database import connect
from tajawub.sweep.output import workplace
from tajawub.sweep.spool import spool

_NAMED_ROWS = 5  # broken rows that are told one by one


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line."""

    files: Sequence[Path]
    handles: Sequence[str] = ()
    accounts_file: Path | None = None
    columns: str | None = None
    zone: str | None = None
    again: bool = False


@dataclass(slots=True)
class _Watched:
    """What is seen of the archive while it goes by."""

    broken: list[BrokenRow] = field(default_factory=list)
    channels: set[str] = field(default_factory=set)
    spelled: dict[tuple[str, str], str] = field(default_factory=dict)  # named account -> its handle
    received: Received = field(default_factory=Received)


def run(options: Options) -> None:
    """Import the files into the desk's database, which must be there and in order.

    Raises TajawubError in words for the person who asked.
    """
    console = Console(stderr=True, highlight=False)
    chosen = named(options.handles, options.accounts_file)
    reading = _Reading(options)
    digest = importing.digest_of(options.files, f"{options.columns}\0{options.zone}")
    archive = importing.begin(digest, options.files)
    if options.again:
        importing.begin_again(archive)
    new = archive.finished_at is None
    if not new and archive.finished_at is not None:
        at = archive.finished_at.astimezone().strftime("%d %b %Y, %H:%M")
        console.print(f"These files are in since {at}; --again takes them in once more.")
    elif archive.rows_done:
        console.print(f"Going on after {archive.rows_done:,} posts that are in already.")
    watched = _Watched()
    with Bar(console) as bar:
        records = _watch(reading.records(bar), watched, {account.account for account in chosen})
        if new:
            total = importing.take_in(
                archive, records, on_broken=watched.broken.append, on_batch=lambda _: None
            )
            importing.finish(archive, len(watched.broken))
            _tell(console, total, watched)
        elif chosen:
            for record in records:
                if isinstance(record, BrokenRow):
                    watched.broken.append(record)
        if not watched.channels and (new or chosen):
            raise TajawubError("There is no readable post in these files.")
        if chosen:
            know(_as_named(chosen, watched))
        else:
            _know_found(reading, watched, bar, console)
    settle(console)


class _Reading:
    """The archive as it is to be read; it can be read more than once."""

    def __init__(self, options: Options) -> None:
        self.files = options.files
        self.zone = zone_named(options.zone) if options.zone else UTC
        self.mapping = ColumnMapping.from_text(options.columns) if options.columns else None
        open_archive(self.files)  # fails at once where a file is not there

    def records(self, bar: Bar) -> Iterator[Post | BrokenRow]:
        return open_archive(
            self.files, mapping=self.mapping, zone=self.zone,
            on_progress=lambda progress: bar("parse", progress.done, progress.total),
        )  # fmt: skip


def _watch(
    records: Iterable[Post | BrokenRow], watched: _Watched, wanted: set[str]
) -> Iterator[Post | BrokenRow]:
    for record in records:
        if isinstance(record, Post):
            watched.channels.add(record.channel)
            for name in (record.author_handle, record.author_id):
                if wanted and name.casefold() in wanted:
                    watched.spelled[record.channel, name.casefold()] = record.author_handle or name
        yield record


def _as_named(chosen: Sequence[Named], watched: _Watched) -> Iterator[Official]:
    """The accounts named, on each channel of the archive where somebody of that name wrote, or on
    all of them where nobody did."""
    for account in chosen:
        wrote = sorted(c for c, name in watched.spelled if name == account.account)
        for channel in wrote or sorted(watched.channels):
            handle = watched.spelled.get((channel, account.account), account.account)
            own = account.agency == account.account
            yield Official(
                channel=channel, key=handle.casefold(), handle=handle,
                agency=handle if own else account.agency, reason="named",
            )  # fmt: skip


def _know_found(reading: _Reading, watched: _Watched, bar: Bar, console: Console) -> None:
    """Where nobody is official yet on a channel: the accounts that behave like it."""
    known = set(Account.objects.values_list("channel", flat=True).distinct())
    silent = watched.channels - known
    if not silent:
        return
    with workplace(None) as folder, connect(folder) as db:
        of_silent = (
            record
            for record in reading.records(bar)
            if isinstance(record, BrokenRow) or record.channel in silent
        )
        bar("link", 0, 0)
        link(db, spool(of_silent, folder / "posts.parquet").path, as_of=None)
        found = find(db, ())
        channels = dict(
            db.execute(
                "SELECT lower(coalesce(nullif(author_handle, ''), author_id)) AS author, "
                "list(DISTINCT channel) FROM linked GROUP BY author"
            ).fetchall()
        )
    accounts = [
        Official(
            channel=channel, key=account.key, handle=account.handle, agency=account.agency,
            reason=account.why_in("en"),
        )
        for account in found.accounts
        for channel in channels[account.key]
    ]  # fmt: skip
    for account in know(accounts):
        console.print(f"@{printable(account.handle)} {account.reason}", markup=False)


def _tell(console: Console, total: Received, watched: _Watched) -> None:
    console.print(
        f"{total.new:,} new posts, {total.changed:,} changed, {total.same:,} as they were."
    )
    if watched.broken:
        console.print(f"{len(watched.broken):,} rows could not be read and were left out:")
        for row in watched.broken[:_NAMED_ROWS]:
            line = f", line {row.line}" if row.line else ""
            where = f" ({row.where})" if row.where else ""
            console.print(f"  {row.file}{line}{where}: {row.reason}", markup=False)
        if len(watched.broken) > _NAMED_ROWS:
            console.print(f"  and {len(watched.broken) - _NAMED_ROWS:,} more.")


def settle(console: Console) -> None:
    """Work until nothing is due, beside whoever works too."""
    flow.prepare()
    with Bar(console) as bar:
        total = waiting()
        bar("judge", 0, total)
        while flow.run_once() or waiting():
            left = waiting()
            total = max(total, left)
            bar("judge", total - left, total)
            if left and not flow.run_once():
                time.sleep(0.2)  # others are at the rest of it
