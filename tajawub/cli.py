"""The command `tajawub`: it translates, calls a verb, and shows what came of it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from tajawub import __version__
from tajawub.ending import to_its_end
from tajawub.errors import TajawubError

app = typer.Typer(
    name="tajawub",
    help="Find every question put to an official account that never got a real answer.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
_stderr = Console(stderr=True, highlight=False)


def _say(text: str) -> None:
    _stderr.print(text, markup=False)


_FIRST_YEAR, _LAST_YEAR = 1990, 2099  # what posts are dated by, and what calendars know


class Language(StrEnum):
    """Languages of the report."""

    AR = "ar"
    EN = "en"


_DEMO_NOTE = {
    Language.AR: "أرشيف تجريبي: الإمارة والجهات والناس كلهم من الخيال.",
    Language.EN: "A demo archive: the emirate, its agencies and its people are invented.",
}


def _moment(text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise TajawubError(
            f"--as-of {text}: not a time. Write it as 2026-11-23 or 2026-11-23T14:05+04:00."
        ) from error
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise TajawubError(f"--as-of {text}: give a year from {_FIRST_YEAR} to {_LAST_YEAR}.")
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


@app.command()
def sweep(
    files: Annotated[
        list[Path], typer.Argument(help="Archives: files or folders, plain, .gz or .zip.")
    ],
    account: Annotated[
        list[str] | None,
        typer.Option(help="An official account, by handle or id. May be repeated."),
    ] = None,
    accounts: Annotated[
        Path | None, typer.Option(help="A file of accounts, one a line: HANDLE or HANDLE,AGENCY.")
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(help="Write the Parquet files, summary.json and report.html here."),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print summary.json to standard output, nothing else.")
    ] = False,
    as_of: Annotated[
        str | None, typer.Option(help="Judge as of this moment (default: the archive's last post).")
    ] = None,
    calendar: Annotated[
        str, typer.Option(help="Working hours: a bundled calendar's name or a .toml file.")
    ] = "ae-federal",
    columns: Annotated[
        str | None,
        typer.Option(
            help="For tables: which column is what, e.g. text=body,author=user,time=date."
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(help="Time zone of times that name none, e.g. Asia/Dubai (default: UTC)."),
    ] = None,
    language: Annotated[Language, typer.Option(help="Language of report.html.")] = Language.AR,
    top: Annotated[int, typer.Option(help="Waiting cases to print.", min=0)] = 20,
) -> None:
    """Find the waiting cases in an archive of posts, oldest first, with the evidence."""
    from tajawub.sweep.command import Options, run

    run(
        Options(
            files=files,
            handles=account or [],
            accounts_file=accounts,
            out=out,
            as_json=as_json,
            as_of=_moment(as_of),
            calendar=calendar,
            columns=columns,
            zone=zone,
            language=language.value,
            top=top,
        )
    )


@app.command()
def read(
    file: Annotated[str, typer.Argument(help="JSON lines of messages; - for standard input.")],
) -> None:
    """Read messages: JSON lines in, JSON lines out, in the same order."""
    from tajawub.language.cli import read_lines

    try:
        if file == "-":
            failed = read_lines(sys.stdin.buffer, sys.stdout.buffer, sys.stderr)
        else:
            with Path(file).open("rb") as lines:
                failed = read_lines(lines, sys.stdout.buffer, sys.stderr)
    except BrokenPipeError:
        raise  # whoever read the output has seen enough
    except OSError as error:
        raise TajawubError(f"{file}: {error.strerror}.") from error
    if failed:
        raise TajawubError("None of these lines is a message; the reasons stand above.")


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Where the report and the Parquet files go.")] = Path(
        "out/demo"
    ),
    archive: Annotated[Path, typer.Option(help="Where the demo archive itself is written.")] = Path(
        "out/demo-archive.jsonl.gz"
    ),
    seed: Annotated[int, typer.Option(help="The same seed makes the same archive.")] = 1,
    language: Annotated[Language, typer.Option(help="Language of report.html.")] = Language.AR,
    score: Annotated[
        bool, typer.Option(help="Compare what was read with what is true of the demo.")
    ] = False,
) -> None:
    """Write the demo archive (three invented agencies, 120 days) and sweep it."""
    from tajawub.demo.archive import DIRECTIVE, NAMES, make, write
    from tajawub.demo.score import show_score
    from tajawub.sweep.command import Options, run

    made = make(seed)
    write(made, archive)
    _stderr.print(f"Demo archive of {len(made.posts):,} posts: {archive}", markup=False)
    run(
        Options(
            files=[archive],
            handles=list(NAMES),
            out=out,
            calendar="ghaf",
            language=language.value,
            directive_on=DIRECTIVE.date(),
            note=_DEMO_NOTE[language],
            names=NAMES,
        )
    )
    if score:
        show_score(made, out)


@app.command("run")
def run_desk(
    data: Annotated[
        Path | None,
        typer.Option(help="The data folder: database, key (default: TAJAWUB_DATA, or your own)."),
    ] = None,
    host: Annotated[
        str, typer.Option(help="The address to listen on; 0.0.0.0 for every network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="The port to listen on.", min=1, max=65_535)] = 8010,
    workers: Annotated[
        int, typer.Option(help="Processes that serve pages, 4 at a time each.", min=1, max=8)
    ] = 2,
    demo: Annotated[
        bool | None,
        typer.Option(
            "--demo/--no-demo",
            help="Put the demonstration into a desk that holds nothing yet (default: only where "
            "the database is its own).",
        ),
    ] = None,
) -> None:
    """Run the desk: its database, its pages and its worker, until it is stopped."""
    from tajawub.desk.run import Options, run

    run(Options(data=data, host=host, port=port, workers=workers, demo=demo))


@app.command("migrate")
def migrate_tables(
    data: Annotated[
        Path | None,
        typer.Option(help="The data folder: database, key (default: TAJAWUB_DATA, or your own)."),
    ] = None,
) -> None:
    """Bring the database's tables up to this version, as `run` does by itself."""
    from tajawub.desk.run import migrate

    migrate(data, _say)


@app.command("import")
def import_archive(
    files: Annotated[
        list[Path], typer.Argument(help="Archives: files or folders, plain, .gz or .zip.")
    ],
    account: Annotated[
        list[str] | None,
        typer.Option(help="An official account, by handle or id. May be repeated."),
    ] = None,
    accounts: Annotated[
        Path | None, typer.Option(help="A file of accounts, one a line: HANDLE or HANDLE,AGENCY.")
    ] = None,
    columns: Annotated[
        str | None,
        typer.Option(
            help="For tables: which column is what, e.g. text=body,author=user,time=date."
        ),
    ] = None,
    zone: Annotated[
        str | None,
        typer.Option(help="Time zone of times that name none, e.g. Asia/Dubai (default: UTC)."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Take in files once more that are in already.")
    ] = False,
    data: Annotated[
        Path | None,
        typer.Option(help="The data folder: database, key (default: TAJAWUB_DATA, or your own)."),
    ] = None,
) -> None:
    """Put an archive of posts into the desk, beside it or while it is closed."""
    from tajawub.desk.opened import opened

    with opened(data, _say):
        from tajawub.importing import Options, run

        run(
            Options(
                files=files, handles=account or [], accounts_file=accounts, columns=columns,
                zone=zone, again=again,
            )
        )  # fmt: skip


@app.command()
def person(
    name: Annotated[str, typer.Argument(help="The name to sign in with.")],
    agency: Annotated[
        str | None, typer.Option(help="The agency they work for (default: they see all).")
    ] = None,
    full_name: Annotated[str, typer.Option("--name", help="What people call them.")] = "",
    data: Annotated[
        Path | None,
        typer.Option(help="The data folder: database, key (default: TAJAWUB_DATA, or your own)."),
    ] = None,
) -> None:
    """Let somebody sign in; prints the password made up for them, once."""
    from tajawub.desk.opened import opened

    with opened(data, _say):
        from tajawub.agencies.people import add_person

        made, password = add_person(name, name=full_name, agency=agency)
        print(f"{made.username} can sign in with the password {password}")


@app.command()
def doctor() -> None:
    """Say what is missing for Tajawub to run, and how to mend it."""
    from tajawub.doctor import diagnose

    findings = diagnose()
    console = Console(highlight=False)
    for finding in findings:
        mark = "[green]✓[/]" if finding.ok else "[red]✗[/]"
        console.print(f"{mark} {finding.what}")
        if not finding.ok:
            console.print(f"    {finding.mend}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"tajawub {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Find every question put to an official account that never got a real answer."""


def main() -> NoReturn:
    """Run the command; an error a person can act on is one message, never a traceback."""
    sys.exit(to_its_end(lambda: app(standalone_mode=True)))
