"""JSON of any size as a stream of values: one document, one value a line, or values in a row.

Values a line are parsed one by one, so that a broken line costs only itself. A document of several
lines or without end of line goes through ijson, element by element, in flat memory.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import ijson
import orjson

from tajawub.channels.records import BrokenRow, Post, Records
from tajawub.channels.source import Readable, Source
from tajawub.channels.wire import Made, broken

LONGEST_LINE = 64 * 1024 * 1024
LARGEST_VALUE = 256 * 1024 * 1024  # bytes of a single element that has to be held in memory
_FIRST_LINE = 8 * 1024 * 1024
_DEEPEST = 200


@dataclass(frozen=True, slots=True)
class Value:
    """A JSON value and its place: its line in a file of one value a line, else where it stands."""

    value: object
    line: int | None = None
    where: str = ""


class _RefusedError(Exception):
    """A document that cannot be read on, in words."""


def values(
    source: Source, *, file: str, inside: tuple[str, ...] = ()
) -> Iterator[Value | BrokenRow]:
    """The values of a JSON file, in order.

    The elements of a list count as values, and so do those of a list that stands in an object under
    one of the names `inside`, where the object is the whole document or the whole line; the object
    itself then does not come. What cannot be read comes as BrokenRow.
    """
    first = source.readline(_FIRST_LINE)
    second = source.readline(_FIRST_LINE) if first.endswith(b"\n") else b""
    if _complete(first) or (len(first.strip()) > 2 and _complete(second)):
        if not second.endswith(b"\n"):
            second += source.readline(LONGEST_LINE - len(second))
        found = _by_line(source, (first, second), file)
    else:
        found = _by_document(_Replayed(first + second, source), file, inside)
    for value in found:
        if isinstance(value, BrokenRow):
            if not (source.damage and value.line is None):  # the archive reports the damage itself
                yield value
        else:
            yield from _spread(value, inside)


def _complete(line: bytes) -> bool:
    return line.lstrip()[:1] in {b"{", b"["} and not isinstance(_parsed(line), str)


def _parsed(data: bytes) -> Value | str:
    """The value, or why there is none."""
    try:
        return Value(orjson.loads(data))
    except orjson.JSONDecodeError as error:
        try:
            # orjson refuses lone surrogates and NaN, which platforms and programs do write.
            return Value(json.loads(data.decode("utf-8")))
        except UnicodeDecodeError as wrong:
            return f"not UTF-8 at byte {wrong.start + 1}"
        except (ValueError, RecursionError):
            return f"not valid JSON: {error.msg} at character {error.colno}"


def _by_line(source: Source, first: tuple[bytes, bytes], file: str) -> Iterator[Value | BrokenRow]:
    for number, line in _numbered(source, first):
        text = line.strip(b" \t\r\n\x1e")
        if not text:
            continue
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            _to_end_of_line(source)
            reason = f"the line is longer than {LONGEST_LINE // 2**20} MB"
            yield BrokenRow(file=file, line=number, reason=reason)
            continue
        found = _parsed(text)
        if isinstance(found, Value):
            yield Value(found.value, line=number)
        elif line.endswith(b"\n") or not source.damage:
            yield BrokenRow(file=file, line=number, reason=found)


def _numbered(source: Source, first: tuple[bytes, bytes]) -> Iterator[tuple[int, bytes]]:
    yield from enumerate((line for line in first if line), 1)
    number = sum(1 for line in first if line)
    while line := source.readline(LONGEST_LINE):
        number += 1
        yield number, line


def _to_end_of_line(source: Source) -> None:
    while rest := source.readline(2**20):
        if rest.endswith(b"\n"):
            return


class _Replayed:
    """The lines already read, then the rest; refuses when one value takes too much of it."""

    def __init__(self, first: bytes, rest: Readable) -> None:
        self._first = first
        self._rest = rest
        self.read_so_far = 0
        self._since_value = 0

    def value_done(self) -> None:
        self._since_value = 0

    def read(self, size: int = -1, /) -> bytes:
        if self._first:
            data, self._first = self._first[:size], self._first[size:]
        else:
            data = self._rest.read(size)
        self.read_so_far += len(data)
        self._since_value += len(data)
        if self._since_value > LARGEST_VALUE:
            raise _RefusedError(
                f"one JSON value is larger than {LARGEST_VALUE // 2**20} MB: "
                "save it as one value a line (JSONL)"
            )
        return data


def _by_document(
    stream: _Replayed, file: str, inside: tuple[str, ...]
) -> Iterator[Value | BrokenRow]:
    done = 0
    try:
        for value in elements(stream, inside):
            stream.value_done()
            yield value
            done += 1
    except (ijson.JSONError, ValueError, ArithmeticError, _RefusedError) as error:
        reason = _why(error, stream, done)
        yield BrokenRow(file=file, line=None, where=f"value {done + 1}", reason=reason)


def _why(error: Exception, stream: _Replayed, done: int) -> str:
    if isinstance(error, _RefusedError):
        return str(error)
    kept = f"the {done:,} values before it are kept" if done else "nothing before it could be read"
    said = str(error)
    if "premature EOF" in said or "Incomplete" in said:
        return f"the JSON ends in the middle, after {stream.read_so_far:,} bytes; {kept}"
    what = said.removeprefix("b'").partition("\n")[0].partition("\\n")[0].strip()[:80]
    return f"not valid JSON ({what}) before byte {stream.read_so_far:,}; {kept}"


def elements(stream: Readable, inside: tuple[str, ...]) -> Iterator[Value]:
    """The elements of top-level lists, of the lists `inside` top-level objects, and other values.

    Raises ijson.JSONError where the text is not JSON, ValueError where it is nested absurdly deep.
    """
    # ijson's own `items` is quicker, but builds a path for every event: a file of 100,000 opening
    # brackets takes all memory there is.
    builder: ijson.ObjectBuilder | None = None
    path: list[str] = []  # what is open outside the builder: "[", "{", or a name of `inside`
    rest: dict[str, object] = {}  # a top-level object, as long as it may be a value itself
    opened = count = 0
    key = ""
    for event, value in ijson.basic_parse(stream, multiple_values=True, use_float=False):
        if builder is None:
            if event == "map_key":
                key = str(value)
                continue
            if event in {"end_map", "end_array"}:
                if path.pop() == "{" and rest:
                    yield Value(rest)
                continue
            if event in {"start_map", "start_array"} and (
                found := _opens(event, path, key, inside)
            ):
                path.append(found)
                count, rest = 0, {}
                continue
            builder = ijson.ObjectBuilder()
        builder.event(event, value)
        opened += event.startswith("start_")
        opened -= event.startswith("end_")
        if opened > _DEEPEST:
            raise ValueError(f"nested more than {_DEEPEST} deep")
        if opened:
            continue
        if path == ["{"]:
            rest[key] = builder.value
        else:
            yield Value(builder.value, where=f"{''.join(path[1:])}[{count}]" if path else "")
        count += 1
        builder = None


def _opens(event: str, path: list[str], key: str, inside: tuple[str, ...]) -> str:
    """What a bracket opens that is walked through rather than built; "" for all others."""
    if not path:
        return "[" if event == "start_array" else "{" * bool(inside)
    return key if path == ["{"] and event == "start_array" and key in inside else ""


def _spread(value: Value, inside: tuple[str, ...], level: int = 0) -> Iterator[Value]:
    content = value.value
    if isinstance(content, list) and level < 3:
        for n, element in enumerate(content):
            yield from _spread(Value(element, value.line, f"{value.where}[{n}]"), inside, level + 1)
        return
    if isinstance(content, dict):
        for key in inside:
            if isinstance(content.get(key), list):
                for n, element in enumerate(content[key]):
                    yield Value(element, value.line, f"{value.where}{key}[{n}]")
                return
    yield value


def translated(
    source: Source,
    *,
    file: str,
    translate: Callable[[object], Made],
    inside: tuple[str, ...] = (),
) -> Records:
    """Every value of the file through a platform's own translation."""
    for value in values(source, file=file, inside=inside):
        if isinstance(value, BrokenRow):
            yield value
            continue
        for made in translate(value.value):
            if isinstance(made, Post):
                yield made
            else:
                yield broken(made, file=file, line=value.line, where=value.where)
