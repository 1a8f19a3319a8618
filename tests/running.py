"""The real command in a process of its own, and small archives to give it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path

from tajawub.cli import app
from tajawub.ending import to_its_end

COMMAND = [sys.executable, "-m", "tajawub"]
START = datetime(2025, 1, 6, 6, tzinfo=UTC)

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a run of the command came to."""

    code: int
    out: str
    err: str

    def told(self, *words: str, code: int = 1) -> None:
        """It ended in one message that holds these words, and in no traceback."""
        assert self.code == code, (self.code, self.err)
        assert "Traceback" not in self.err
        assert "a mistake in Tajawub itself" not in self.err
        assert len(self.err.strip().splitlines()) == 1, self.err
        assert all(word in self.err for word in words), self.err


def tajawub(
    *arguments: str | bytes | Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
) -> Ran:
    """Run the command to its end; `before` is called in the new process first."""
    done = subprocess.run(
        [*COMMAND, *arguments], capture_output=True, check=False, timeout=300,
        env={**os.environ, **(env or {})}, cwd=cwd, preexec_fn=before,
    )  # fmt: skip
    return Ran(code=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())


def here(*arguments: str | Path) -> Ran:
    """The same in this process: it takes a fraction of the time, and streams are no files."""
    out, err = (TextIOWrapper(BytesIO(), encoding="utf-8") for _ in range(2))
    with redirect_stdout(out), redirect_stderr(err), warnings.catch_warnings():
        # Ibis calls what DuckDB means to drop; the tests would make an error of it.
        warnings.simplefilter("ignore", DeprecationWarning)
        code = to_its_end(lambda: app(list(map(str, arguments))))
        out.flush()
        err.flush()
    told, complained = (stream.buffer.getvalue().decode() for stream in (out, err))
    return Ran(code=code, out=told, err=complained)


def row(number: int, text: str, **more: object) -> dict[str, object]:
    """A citizen's post to the account `gov`, `number` minutes after the start."""
    at = START + timedelta(minutes=number)
    made = {"id": f"p{number}", "author": f"citizen{number}", "text": text, "parent_id": ""}
    return made | {"created_at": at.isoformat(), "url": f"https://example.org/{number}"} | more


def questions(count: int, *, apart: int = 100) -> list[dict[str, object]]:
    """So many questions to `gov`, minutes `apart`, every other one answered an hour later."""
    rows = []
    for n in range(count):
        rows.append(row(apart * n, f"@gov When does office number {n} open?"))
        if n % 2:
            rows.append(
                row(apart * n + 60, "It opens at 8 in the morning, from Monday to Friday.",
                    author="gov", id=f"a{n}", parent_id=f"p{apart * n}")
            )  # fmt: skip
    return rows


def archive(path: Path, rows: Iterable[Row]) -> Path:
    """The rows as a table, one JSON object a line."""
    path.write_text("".join(json.dumps(one) + "\n" for one in rows), encoding="utf-8")
    return path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below the folder, hidden ones included, with its bytes."""
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


def living(mark: str) -> Sequence[int]:
    """The processes that were started with this word in their environment (Linux)."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append(int(process.name))
        except OSError:
            continue
    return found
