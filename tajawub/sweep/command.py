"""`tajawub sweep`: the sweep with its progress bar, its table and its files."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from glob import escape
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import ibis
import orjson
import pyarrow.compute as pc
import pyarrow.parquet as pq
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from tajawub import __version__
from tajawub.agencies.calendar import FIRST, Calendar, load_calendar
from tajawub.channels.columns import ColumnMapping
from tajawub.channels.containers import printable
from tajawub.ending import printing
from tajawub.errors import TajawubError
from tajawub.language.reader import Reader
from tajawub.measures.summary import Summary, summarise
from tajawub.sweep.accounts import named
from tajawub.sweep.output import publish, said_plainly, workplace
from tajawub.sweep.report import AccountRow, Language, ReportData, render
from tajawub.sweep.run import Request, Swept, sweep
from tajawub.sweep.table import plain, show
from tajawub.sweep.waiting import oldest

IN_REPORT = 200
_STEPS = {
    "parse": "Reading the files",
    "link": "Putting conversations together",
    "judge": "Reading and judging",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What was asked for on the command line."""

    files: Sequence[Path]
    handles: Sequence[str] = ()
    accounts_file: Path | None = None
    out: Path | None = None
    as_json: bool = False
    as_of: datetime | None = None
    calendar: str = "ae-federal"
    columns: str | None = None
    zone: str | None = None  # of times that name none; None: UTC
    language: Language = "ar"
    top: int = 20
    directive_on: date | None = None
    note: str = ""
    names: dict[str, str] = field(default_factory=dict)  # agency -> its name in the report


def run(options: Options) -> None:
    """Sweep, print, and write the files; raises TajawubError in words for the person who asked."""
    console = Console(stderr=options.as_json, highlight=False)
    request = Request(
        files=options.files,
        accounts=named(options.handles, options.accounts_file),
        as_of=options.as_of,
        calendar=options.calendar,
        mapping=ColumnMapping.from_text(options.columns) if options.columns else None,
        zone=zone_named(options.zone) if options.zone else UTC,
    )
    calendar = load_calendar(options.calendar)
    with workplace(options.out) as folder:
        with Bar(Console(stderr=True)) as bar:
            swept = sweep(request, folder, watch=bar)
        page = _Page(options, swept, calendar)
        in_english = page.data("en")
        machine = _machine_summary(swept, in_english, calendar)
        made: list[Path] = []
        if options.out is not None:
            data = in_english if options.language == "en" else page.data(options.language)
            html = render(data, options.language)
            with said_plainly(options.out):
                (folder / "summary.json").write_bytes(machine)
                (folder / "report.html").write_text(html, encoding="utf-8")
                made = publish(folder, options.out)
    with printing():
        if options.as_json:
            sys.stdout.buffer.write(machine + b"\n")
        else:
            _show(swept, in_english, made, options, console)


def _show(
    swept: Swept, data: ReportData, made: Sequence[Path], options: Options, console: Console
) -> None:
    for file in swept.files:
        if file.mapping is not None and options.columns is None:
            console.print(
                f"{plain(file.file, 80)}: taken as a table with {plain(str(file.mapping), 300)}. "
                "If a column is wrong, name it with --columns.",
                style="dim",
                markup=False,
            )
    show(data, console, top=options.top)
    if made:
        console.print("\nWritten: " + ", ".join(file.name for file in made), style="dim")
        report = printable(str(made[-1].resolve()))
        console.print(f"Open the report: {report}", markup=False, soft_wrap=True)


def zone_named(name: str) -> ZoneInfo:
    """The time zone of this name, as --zone takes it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise TajawubError(
            f"--zone {name}: no such time zone. Write it as Asia/Dubai or Asia/Riyadh."
        ) from error


def _working_ago(calendar: Calendar, until: datetime, seconds: int) -> datetime:
    """The last moment from which so many working seconds lie before `until`."""
    early, late = max(until - timedelta(days=60), FIRST), until
    if late <= FIRST:  # before calendars begin no time is working time
        return late - timedelta(seconds=seconds)
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) / 2
        if calendar.working_seconds(middle, until) >= seconds:
            early = middle
        else:
            late = middle
    return early


class _Page:
    """What the table and the report show, in either language."""

    def __init__(self, options: Options, swept: Swept, calendar: Calendar) -> None:
        self.options = options
        self.swept = swept
        self.calendar = calendar
        self.reader = Reader()
        self.summary: Summary = summarise(
            # A folder may be called year=2026 or a[b]: it says nothing of what is in the file.
            ibis.duckdb.connect().read_parquet(escape(str(swept.cases)), hive_partitioning=False),
            swept.as_of,
            four_working_hours_ago=_working_ago(calendar, swept.as_of, 4 * 3600),
        )

    def data(self, language: Language) -> ReportData:
        """The report's values, with reasons in `language`."""
        options, swept, calendar = self.options, self.swept, self.calendar
        first, last = _period(swept)
        listed = max(options.top, IN_REPORT if options.out is not None else 0)
        return ReportData(
            summary=self.summary,
            as_of=swept.as_of,
            first_post_at=first,
            last_post_at=last,
            posts=swept.posts,
            accounts=[
                AccountRow(
                    account=account.handle,
                    agency=options.names.get(account.agency, account.agency),
                    why=account.why_in(language),
                    posts=account.posts,
                    figures=self.summary.accounts.get(account.handle),
                )
                for account in swept.found.accounts
            ],
            waiting=oldest(swept.cases, listed, self.reader, language=language),
            reader_version=self.reader.version,
            calendar=f"{calendar.title} ({calendar.name}, {calendar.version})",
            files=[file.file for file in swept.files],
            broken=swept.broken,
            broken_rows=swept.broken_rows[:20],
            directive_on=options.directive_on,
            note=options.note,
            zone=str(calendar.zone),
        )


def _period(swept: Swept) -> tuple[datetime, datetime]:
    at = pq.read_table(swept.readings, columns=["posted_at"]).column("posted_at")
    ends = pc.min_max(at).as_py()
    return ends["min"], ends["max"]


def _machine_summary(swept: Swept, data: ReportData, calendar: Calendar) -> bytes:
    """summary.json; its keys are documented in docs/reference/sweep.md."""
    summary: dict[str, Any] = {
        "tajawub": __version__,
        "reader": data.reader_version,
        "calendar": {"name": calendar.name, "version": calendar.version},
        "as_of": swept.as_of,
        "first_post_at": data.first_post_at,
        "last_post_at": data.last_post_at,
        "posts": swept.posts,
        "files": [asdict(file) for file in swept.files],
        "broken_rows": {
            "count": swept.broken,
            "first": [asdict(row) for row in swept.broken_rows],
        },
        "accounts": pq.read_table(swept.folder / "accounts.parquet").to_pylist(),
        "silent_accounts": [
            {"account": handle, "people_asking": people} for handle, people in swept.found.silent
        ],
        "figures": data.summary.to_dict(),
        "oldest_waiting": [asdict(case) for case in data.waiting[:20]],
        "seconds": swept.seconds,
        "cpu_seconds": swept.cpu_seconds,
    }
    return orjson.dumps(summary, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z, default=str)


class Bar(ExitStack):
    """The progress bar, as a watcher of the sweep. Silent where nobody looks at the terminal."""

    def __init__(self, console: Console) -> None:
        super().__init__()
        self.progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f}%"),
            TimeElapsedColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self.tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bar:
        self.enter_context(self.progress)
        return self

    def __call__(self, step: str, done: float, of: float) -> None:
        if step not in self.tasks:
            for earlier in self.tasks.values():
                self.progress.update(earlier, visible=False)
            self.tasks[step] = self.progress.add_task(_STEPS[step], total=of or None)
        self.progress.update(self.tasks[step], completed=done)
