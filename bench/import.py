"""How fast archives come into the desk: `python -m bench.import --posts 100000 1000000`.

The same archive is taken in three times in one run: its rows by a bare COPY into a table of the
same shape and indexes (the physical limit), through the product's own door into an empty desk, and
once more into the desk that holds it already. Then its cases are judged by one worker, and judged
anew, as for a newer reader, by two side by side.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bench.desk import desk
from bench.posts import repeat, source
from bench.timing import seconds

BATCH: Final = 10_000
_EMPTY: Final = (
    "TRUNCATE conversations_conversation, conversations_post, conversations_wording, "
    "conversations_import, agencies_account, agencies_agency, cases_case, cases_reading, "
    "cases_keywords, cases_tally, cases_correction CASCADE"
)
_WORK: Final = (
    "from tajawub.desk.setup import configure; configure()\n"
    "from tajawub import flow\nflow.prepare()\nwhile flow.run_once(): pass\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One size of archive: seconds of each part, and the cases it came to."""

    posts: int
    cases: int
    parse: float
    copy: float
    receive: float
    again: float
    judge: float
    judge_two: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--data", type=Path, nargs="*", default=[], help="archives to repeat")
    given = parser.parse_args()
    print(f"Load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.\n")
    with tempfile.TemporaryDirectory(prefix="tajawub-bench-") as name, desk(None):
        folder = Path(name)
        posts = source(given.data, folder)
        officials = {post.author_handle for post in posts if post.official}
        rows = []
        for number in given.posts:
            archive = folder / f"{number}.csv"
            repeat(posts, number, archive)
            rows.append(_measure(archive, number, officials))
            archive.unlink()
    _show(rows)


def _measure(archive: Path, number: int, officials: set[str]) -> Row:
    from django.db import connection

    from tajawub.agencies.knowing import Official, know
    from tajawub.cases.models import Case
    from tajawub.channels.archives import open_archive
    from tajawub.channels.records import Post
    from tajawub.conversations.receiving import receive
    from tajawub.demo.archive import NAMES

    with connection.cursor() as cursor:
        cursor.execute(_EMPTY)
    posts: list[Post] = []

    def parse() -> None:
        posts.extend(one for one in open_archive([archive]) if isinstance(one, Post))

    def take_in() -> None:
        for at in range(0, len(posts), BATCH):
            receive(posts[at : at + BATCH])

    parsed, received = seconds(parse), seconds(take_in)
    copied, again = _copy(), seconds(take_in)
    know(
        Official(channel=posts[0].channel, key=handle.casefold(), handle=handle, agency=handle)
        for handle in (officials or set(NAMES))
    )
    judged = seconds(lambda: _work(1))
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO cases_readerinuse (version, since) SELECT 'older', now()")
        cursor.execute("DELETE FROM cases_readerinuse WHERE version <> 'older'")
    judged_two = seconds(lambda: _work(2))
    return Row(
        posts=number, cases=Case.objects.count(), parse=parsed, copy=copied, receive=received,
        again=again, judge=judged, judge_two=judged_two,
    )  # fmt: skip


def _copy() -> float:
    """Seconds of a bare COPY of the same rows into a table with the same columns and indexes."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (LIKE conversations_post INCLUDING ALL)")
        with cursor.copy("COPY conversations_post TO STDOUT") as copy:
            blocks = [bytes(block) for block in copy]

        def bare() -> None:
            with cursor.copy("COPY bare FROM STDIN") as copy:
                for block in blocks:
                    copy.write(block)

        took = seconds(bare)
        cursor.execute("DROP TABLE bare")
    return took


def _work(workers: int) -> None:
    """Let so many worker processes do all that waits."""
    running = [subprocess.Popen([sys.executable, "-c", _WORK]) for _ in range(workers)]
    for process in running:
        if process.wait():
            raise SystemExit("A worker failed.")


def _show(rows: Sequence[Row]) -> None:
    print("Posts a second; in brackets the ratio to the bare COPY of the same rows.\n")
    print(
        "| posts | bare COPY | parsed | stored | again, nothing new | judged | anew, two workers |"
    )
    print("|---|---|---|---|---|---|---|")
    for row in rows:
        bare = row.posts / row.copy
        rates = (row.parse, row.receive, row.again, row.judge, row.judge_two)
        shown = " | ".join(
            f"{row.posts / took:,.0f} ({row.posts / took / bare:.2f})" for took in rates
        )
        print(f"| {row.posts:,} | {bare:,.0f} | {shown} |")
    last = rows[-1]
    print(f"\n{last.cases:,} cases judged anew by two workers in {last.judge_two:.0f} s.")


if __name__ == "__main__":
    main()
