"""Killed at any point, with several workers side by side, and nothing is lost or done twice."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from django.db import connection

from tajawub.cases import tally
from tajawub.cases.models import Case, Keywords, Reading
from tajawub.conversations.due import waiting
from tajawub.conversations.models import Import, Post
from tajawub.demo.archive import NAMES, make, write
from tests.test_desk_and_sweep import by_the_desk, by_the_sweep

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

START = "from tajawub.desk.setup import configure; configure()\n"
WORK = START + (
    "import time\nfrom tajawub import flow\nfrom tajawub.cases import judging\n"
    "judging.AT_ONCE = 40\njudging.judge_due.__defaults__ = (40,)\n"
    "flow.prepare()\n"
    "while True:\n    flow.run_once() or time.sleep(0.05)\n"
)
IMPORT = START + (
    "import sys\nfrom pathlib import Path\nfrom tajawub import importing\n"
    "from tajawub.conversations import importing as batches\nbatches.BATCH = 150\n"
    "importing.run(importing.Options(files=[Path(sys.argv[1])], handles=sys.argv[2:]))\n"
)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    file = tmp_path / "demo.jsonl.gz"
    write(make(), file)
    return file


def database_url() -> str:
    """The address of the database of this test, for other processes."""
    at = connection.settings_dict
    query = {"host": at["HOST"]} if at["HOST"].startswith("/") else {}
    host = "" if query else at["HOST"]
    port = f":{at['PORT']}" if at["PORT"] and not query else ""
    if query and at["PORT"]:
        query["port"] = str(at["PORT"])
    return (
        f"postgresql://{quote(at['USER'])}:{quote(at['PASSWORD'])}@{host}{port}/{at['NAME']}"
        f"?{urlencode(query)}"
    )


def started(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env=os.environ | {"DATABASE_URL": database_url()},
        stdout=subprocess.DEVNULL,
        stderr=None,
    )


@pytest.fixture
def working() -> Iterator[list[subprocess.Popen[bytes]]]:
    processes: list[subprocess.Popen[bytes]] = []
    yield processes
    for process in processes:
        process.kill()
        process.wait()


def until_late(seconds: float = 120) -> Iterator[None]:
    """Ticks until the time is up, which fails."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield
        time.sleep(0.1)
    raise AssertionError("it takes too long")


def assert_all_is_as_the_sweep_says(archive: Path) -> None:
    assert by_the_desk() == by_the_sweep([archive])
    kinds = Case.objects.filter(joined_to=None).values_list(
        "agency_id", "account_id", "standing", "act", "scope", "urgent", "language"
    )
    assert tally.counted(tally.Kind._fields, {}) == dict(Counter(kinds))
    assert Keywords.objects.count() == len(kinds)
    assert Reading.objects.count() == Post.objects.count()


def test_an_import_that_is_killed_goes_on_where_it_stopped(
    archive: Path, working: list[subprocess.Popen[bytes]]
) -> None:
    rng = random.Random(3)
    seen = []
    for _ in range(4):
        one = started(IMPORT, str(archive), *NAMES)
        working.append(one)
        before = Post.objects.count()
        for _ in until_late():
            if Post.objects.count() > before or one.poll() is not None:
                break
        time.sleep(rng.random() * 0.1)
        one.kill()
        one.wait()
        seen.append(Post.objects.count())
    assert 0 < seen[0] < len(make().posts), "it was killed in the middle"
    last = started(IMPORT, str(archive), *NAMES)
    assert last.wait(120) == 0
    run = Import.objects.get()
    assert run.finished_at is not None
    assert run.posts_new == Post.objects.count() == len(make().posts)
    assert_all_is_as_the_sweep_says(archive)


def test_workers_that_are_killed_lose_nothing_and_do_nothing_twice(
    archive: Path, working: list[subprocess.Popen[bytes]]
) -> None:
    rng = random.Random(5)
    importer = started(IMPORT, str(archive), *NAMES)
    working += [importer, *(started(WORK) for _ in range(3))]
    kills = 0
    for _ in until_late():
        if importer.poll() is not None and not waiting():
            break
        if kills < 12 and Post.objects.exists() and rng.random() < 0.4:
            place = rng.randrange(1, 4)
            working[place].kill()
            working[place].wait()
            working[place] = started(WORK)
            kills += 1
    assert importer.returncode == 0
    assert kills > 0
    for _ in until_late():
        if not waiting():
            break
    assert_all_is_as_the_sweep_says(archive)
