"""Judging on every core: worker processes that end with the sweep, however it ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from threading import Thread

import pyarrow as pa

from tajawub.ending import STOPPING, held_back, unheard_by_children
from tajawub.errors import TajawubError
from tajawub.sweep.judge import Judge, Judged
from tajawub.sweep.rows import Judgement

_NOT_FOR_WORKERS = [number for number in STOPPING if number is not signal.SIGTERM]


def judge_all(
    judgement: Judgement, tables: Iterable[pa.Table], processes: int
) -> Generator[Judged, None, None]:
    """Judge the tables, in order, on so many processes; at most two wait per process, so that
    memory does not grow with the archive.

    Close it where it is left early, so that its processes end at once. Raises TajawubError where
    the system ended one of them.
    """
    if processes == 1:
        yield from map(Judge(judgement).judge, tables)
        return
    with _pool(judgement, processes) as pool:
        waiting: list[Future[Judged]] = []
        for table in tables:
            # Ctrl-C reaches every process of a terminal; the sweep itself ends its workers.
            with held_back(), unheard_by_children(_NOT_FOR_WORKERS):
                waiting.append(pool.submit(_judge_one, table))
            if len(waiting) > 2 * processes:
                yield waiting.pop(0).result()
        for future in waiting:
            yield future.result()


@contextmanager
def _pool(judgement: Judgement, processes: int) -> Iterator[ProcessPoolExecutor]:
    others = set(multiprocessing.active_children())
    pool = ProcessPoolExecutor(
        processes,
        mp_context=multiprocessing.get_context("spawn"),
        initializer=_prepare,
        initargs=(judgement,),
    )
    try:
        yield pool
        pool.shutdown()
    except BrokenProcessPool as error:
        raise TajawubError(
            "The system ended one of the processes that read the posts, most likely because memory "
            "ran out. Nothing was written. Close other programs and run it again."
        ) from error
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        for worker in set(multiprocessing.active_children()) - others:
            worker.terminate()


_judge: Judge | None = None


def _prepare(judgement: Judgement) -> None:
    global _judge  # noqa: PLW0603 - one judge per worker process, made when it starts
    Thread(target=_end_with_parent, daemon=True).start()
    _judge = Judge(judgement)


def _end_with_parent() -> None:
    """A sweep that is killed outright tells nobody; its workers would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _judge_one(table: pa.Table) -> Judged:
    assert _judge is not None
    return _judge.judge(table)
