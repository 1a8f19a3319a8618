"""Archives as rows: taken in batch by batch, going on where an interrupted import stopped."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from tajawub.channels.records import BrokenRow, Post
from tajawub.conversations.models import Import
from tajawub.conversations.receiving import Received, receive

BATCH: Final = 10_000
LARGEST_BATCH: Final = 30_000_000  # characters; posts at the limit of their length would be 1 GB
_BLOCK: Final = 1 << 20


def digest_of(files: Sequence[Path], options: str = "") -> str:
    """What tells one import from another: the content of its files, and how they are to be read."""
    total = hashlib.sha256(options.encode())
    for file in sorted(_within(files)):
        total.update(b"\0file\0")
        with file.open("rb") as stream:
            while block := stream.read(_BLOCK):
                total.update(block)
    return total.hexdigest()


def _within(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        if path.is_dir():
            yield from (file for file in path.rglob("*") if file.is_file())
        else:
            yield path


def begin(digest: str, files: Sequence[Path]) -> Import:
    """The import of this digest: as far as it came before, or a new one."""
    return Import.objects.get_or_create(
        digest=digest, defaults={"files": ", ".join(file.name for file in files)[:2000]}
    )[0]


def take_in(
    run: Import,
    records: Iterable[Post | BrokenRow],
    *,
    on_broken: Callable[[BrokenRow], None],
    on_batch: Callable[[Received], None],
) -> Received:
    """Take in the records after those that this import already has. Each batch and the note of how
    far it came are one transaction: cut off at any point, it goes on from there."""
    total = Received()
    for done, batch in _batches(records, run.rows_done, on_broken):
        with transaction.atomic():
            received = receive(batch)
            Import.objects.filter(pk=run.pk).update(
                rows_done=done,
                posts_new=F("posts_new") + received.new,
                posts_changed=F("posts_changed") + received.changed,
            )
        total.add(received)
        on_batch(received)
    return total


def finish(run: Import, broken: int) -> None:
    """The import is complete."""
    Import.objects.filter(pk=run.pk).update(finished_at=timezone.now(), broken=broken)


def begin_again(run: Import) -> None:
    """Take everything in once more: what is known already changes nothing."""
    Import.objects.filter(pk=run.pk).update(
        rows_done=0, posts_new=0, posts_changed=0, finished_at=None
    )
    run.refresh_from_db()


def _batches(
    records: Iterable[Post | BrokenRow], done: int, on_broken: Callable[[BrokenRow], None]
) -> Iterable[tuple[int, list[Post]]]:
    """Batches of posts, each with the number of posts up to its end; the first `done` left out."""
    posts = _posts(records, on_broken)
    at = sum(1 for _ in islice(posts, done))
    batch: list[Post] = []
    size = 0
    for post in posts:
        batch.append(post)
        size += len(post.text)
        if len(batch) == BATCH or size > LARGEST_BATCH:
            at += len(batch)
            yield at, batch
            batch, size = [], 0
    if batch:
        yield at + len(batch), batch


def _posts(
    records: Iterable[Post | BrokenRow], on_broken: Callable[[BrokenRow], None]
) -> Iterable[Post]:
    for record in records:
        if isinstance(record, BrokenRow):
            on_broken(record)
        else:
            yield record
