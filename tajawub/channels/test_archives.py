from __future__ import annotations

import gzip
import io
import json
import random
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tajawub.channels import IMPORTERS, containers, json_values, source
from tajawub.channels.archives import Progress, open_archive
from tajawub.channels.head import Head
from tajawub.channels.records import BrokenRow, Post
from tajawub.channels.testing import FIXTURES, NOW, Taken, take
from tajawub.errors import TajawubError

FILES = sorted(p for p in FIXTURES.rglob("*") if p.suffix in {".json", ".jsonl", ".js", ".csv"})
LINE = '{"id":"%d","text":"why?","author_id":"1","created_at":"2025-03-01T08:00:00Z"}\n'
TEXTS = [path.read_bytes() for path in FILES]


def lines(count: int) -> str:
    return "".join(LINE % n for n in range(1, count + 1))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_recognised_by_one_importer_alone_whatever_its_name(
    path: Path, tmp_path: Path
) -> None:
    renamed = tmp_path / "data.bin"
    renamed.write_bytes(path.read_bytes())
    head = Head(source.of_bytes(path.read_bytes()).head())
    sure = [i.NAME for i in IMPORTERS if i.recognise(head) > 0.5]
    assert len(sure) == (0 if path.name.startswith("table") else 1)
    there, here = take(path), take(renamed)
    assert here.posts == there.posts
    assert [file.format for file in here.files] == [file.format for file in there.files]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_packing_changes_nothing(path: Path, tmp_path: Path) -> None:
    data = path.read_bytes()
    packed, zipped, both = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    packed.write_bytes(gzip.compress(data))
    with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("folder/x", data)
    with zipfile.ZipFile(both, "w") as archive:
        archive.writestr("folder/x.gz", gzip.compress(data))
    plain = take(path).posts
    assert take(packed).posts == take(zipped).posts == take(both).posts == plain


def test_a_folder_is_read_in_order_without_what_is_hidden(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    for name, n in (("z.jsonl", 3), ("a.jsonl", 1), ("b/x", 2), (".hidden", 9), (".git/x", 9)):
        (tmp_path / name).write_text(LINE % n)
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\0\0")
    (tmp_path / "b" / "circle").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "gone").symlink_to(tmp_path / "nowhere")
    taken = take(tmp_path)
    assert taken.ids == ["1", "3", "2"]
    assert {Path(row.file).name: row.reason.partition(";")[0] for row in taken.broken} == {
        "gone": "cannot be opened (No such file or directory)",
        "empty": "empty",
        "notes.txt": "not one of: Customer Support on Twitter (CSV)",
        "picture.png": "passed over, for they hold no text: 1 (such as pictures)",
    }


def test_a_file_given_by_name_must_be_known(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("hello")
    with pytest.raises(TajawubError, match=r"notes\.txt: not one of: .*Mastodon API"):
        take(file)
    with pytest.raises(TajawubError, match="there is no such file or folder"):
        open_archive([tmp_path / "nothing"])
    with pytest.raises(TajawubError, match="There are no files"):
        open_archive([])


def test_the_same_file_twice_is_read_once(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text(lines(3))
    (tmp_path / "link").symlink_to(file)
    assert take(tmp_path, file).ids == ["1", "2", "3"]


def test_a_gzip_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    noise = random.Random(1)
    text = "".join((LINE % n).replace("why?", str(noise.random())) for n in range(1, 20_000))
    packed = gzip.compress(text.encode())
    file.write_bytes(packed[: len(packed) // 2])
    taken = take(file)
    assert taken.ids == [str(n) for n in range(1, len(taken.posts) + 1)]
    assert len(taken.posts) > 5_000
    assert len(taken.broken) == 1
    assert taken.reasons[0].startswith("the file is damaged or cut short")


def test_a_zip_that_is_locked_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.jsonl", lines(1))
    data = bytearray(file.read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    file.write_bytes(data)
    with pytest.raises(TajawubError, match="locked with a password"):
        take(file)


def test_a_broken_zip_is_refused_by_name_and_passed_over_in_a_folder(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    file.write_bytes(b"PK\x03\x04 and no more")
    with pytest.raises(TajawubError, match="cannot be opened"):
        take(file)
    assert take(tmp_path).reasons == ["cannot be opened (File is not a zip file)"]


def test_a_damaged_member_of_a_zip_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("1.jsonl", lines(2))
        archive.writestr("2.jsonl", lines(3))
    data = file.read_bytes().replace(b"why?", b"why!", 1)  # the checksum no longer fits
    file.write_bytes(data)
    taken = take(file)
    assert taken.ids[-3:] == ["1", "2", "3"]
    assert "Bad CRC-32" in taken.reasons[0]


@pytest.mark.parametrize("kind", ["gzip", "zip", "gzip in zip"])
def test_a_file_that_unpacks_beyond_measure_is_refused(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "BOMB_FLOOR", 1_000_000)
    file = tmp_path / "bomb"
    data = (LINE % 1).encode() + b" " * 20_000_000
    if kind == "gzip":
        file.write_bytes(gzip.compress(data))
    else:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x", gzip.compress(data) if "gzip" in kind else data)
    with pytest.raises(TajawubError, match="bytes unpack to more than"):
        take(file)


def test_a_zip_of_too_many_files_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MOST_MEMBERS", 3)
    file = tmp_path / "many.zip"
    with zipfile.ZipFile(file, "w") as archive:
        for n in range(4):
            archive.writestr(f"{n}.jsonl", LINE % n)
    with pytest.raises(TajawubError, match="4 files in one zip"):
        take(file)


def test_json_cut_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    file = tmp_path / "list.json"
    file.write_text("[\n" + ",\n".join(lines(3).splitlines())[:-20])
    taken = take(file)
    assert taken.ids == ["1", "2"]
    assert taken.broken == [
        BrokenRow(
            file=str(file), line=None, where="value 3",
            reason=f"the JSON ends in the middle, after {file.stat().st_size} bytes; "
            "the 2 values before it are kept",
        )
    ]  # fmt: skip


def test_a_broken_line_of_json_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    first, second, third = (LINE % n for n in (1, 2, 3))
    surrogate = third.replace("why?", "\\ud83d why\\u0000")
    file.write_bytes(
        b"\xef\xbb\xbf" + first.encode() + b"{oops\n\n" + b'{"a": "\xff"}\n' + b"[" * 5_000 + b"\n"
        + second.encode() + surrogate.encode()
    )  # fmt: skip
    taken = take(file)
    assert taken.ids == ["1", "2", "3"]
    assert taken.posts[2].text == "\ufffd why\0"
    assert [row.line for row in taken.broken] == [2, 4, 5]
    assert [reason.partition(":")[0] for reason in taken.reasons] == [
        "not valid JSON", "not UTF-8 at byte 8", "not valid JSON",
    ]  # fmt: skip


def test_a_line_without_end_costs_only_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_values, "_FIRST_LINE", 1_000)
    monkeypatch.setattr(json_values, "LONGEST_LINE", 2 * 2**20)
    file = tmp_path / "a.jsonl"
    long = (LINE % 9).replace("why?", "x" * 5 * 2**20)
    file.write_text((LINE % 1) + long + (LINE % 2) + long + (LINE % 3))
    taken = take(file)
    assert taken.ids == ["1", "2", "3"]
    assert taken.reasons == ["the line is longer than 2 MB"] * 2
    assert [row.line for row in taken.broken] == [2, 4]


def test_brackets_without_end_take_no_memory(tmp_path: Path) -> None:
    file = tmp_path / "deep.json"
    file.write_bytes(b'[{"id":"1","text":"why?","author_id":"1","x":' + b"[\n" * 2_000_000)
    taken = take(file)
    assert taken.posts == []
    assert "nested more than 200 deep" in taken.reasons[0]


def test_a_text_without_end_is_cut_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text((LINE % 1) + (LINE % 2).replace("why?", "ب" * 150_000))
    short, long = take(file).posts
    assert len(long.text) == 100_000
    assert long.text.endswith("ب […]")
    assert short.text == "why?"


def test_marks_that_turn_the_writing_are_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_text((LINE % 1).replace("why?", "a\u202eb\u2066c"), encoding="utf-8")
    assert take(file).posts[0].text == "a\u202eb\u2066c"


def test_progress_reaches_the_end_and_never_goes_back(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(lines(20_000))
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x", lines(20_000))
    heard: list[Progress] = []
    records = list(open_archive([tmp_path], now=NOW, on_progress=heard.append))
    assert len(records) == 40_000
    done = [progress.done for progress in heard]
    assert done == sorted(done)
    assert len(set(done)) > 5
    assert 0.9 * heard[-1].total <= done[-1] <= heard[-1].total


def read_bytes(data: bytes, folder: Path) -> list[Post | BrokenRow] | None:
    """What comes out of a file with this content; None if it is refused."""
    file = folder / "file"
    file.write_bytes(data)
    try:
        return list(open_archive([file], now=NOW))
    except TajawubError:
        return None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(["2025-03-01T08:00:00Z", "at://a/b/3kaheyt6vpc22", "personal_chat"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from([
            "id", "id_str", "text", "data", "user", "created_at", "author_id", "includes", "tweets",
            "uri", "thread", "post", "record", "replies", "value", "depth", "feed", "messages",
            "type", "date", "from_id", "chats", "list", "items", "kind", "snippet", "errors",
            "account", "acct", "content", "visibility", "from", "message", "created_time",
            "timestamp", "comments", "paging", "referenced_tweets", "statuses", "delete", "object",
            "actor", "edit_history_tweet_ids", "facets", "parent", "reply", "topLevelComment",
        ]), inner, max_size=5),
    max_leaves=25,
)  # fmt: skip


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    value=JSON, kept=st.integers(0, 100), name=st.sampled_from(["", "window.YTD.tweets.part0 = "])
)
def test_json_of_any_shape_is_read_or_refused(
    value: object, kept: int, name: str, tmp_path: Path
) -> None:
    text = (name + json.dumps(value, indent=kept % 2 or None)).encode()
    read_bytes(text, tmp_path)
    read_bytes(text[: len(text) * kept // 100], tmp_path)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    text=st.sampled_from(TEXTS), noise=st.tuples(st.integers(0, 20_000), st.binary(max_size=20)),
    packed=st.sampled_from(["", "gzip", "zip"]), lost=st.integers(0, 400),
)  # fmt: skip
def test_a_payload_with_noise_in_it_is_read_or_refused(
    text: bytes, noise: tuple[int, bytes], packed: str, lost: int, tmp_path: Path
) -> None:
    cut = noise[0] % (len(text) + 1)
    data = text[:cut] + noise[1] + text[cut + len(noise[1]) :]
    if packed == "gzip":
        data = gzip.compress(data)
    elif packed == "zip":
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x", data)
        data = whole.getvalue()
    read_bytes(data[: len(data) - lost] if lost % 2 else data, tmp_path)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.binary(max_size=400), start=st.sampled_from([
    b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"PAR1", b"\xff\xfe", b"[", b'{"a":', b"id,text,date\n",
    b"tweet_id,author_id,inbound,created_at,text,in_response_to_tweet_id\n",
    b"window.YTD.tweet.part0 =",
]))  # fmt: skip
def test_arbitrary_bytes_are_read_or_refused(data: bytes, start: bytes, tmp_path: Path) -> None:
    read_bytes(start + data, tmp_path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(order=st.permutations(range(5)), again=st.integers(0, 4))
def test_the_order_of_files_and_their_repetition_lose_no_post(
    order: list[int], again: int, tmp_path: Path
) -> None:
    files = []
    for n in range(1, 6):
        file = tmp_path / f"{n}.jsonl"
        file.write_text("".join(LINE % i for i in range(n, n + 3)))
        files.append(file)
    taken = take(*(files[n] for n in [*order, again]))
    assert sorted(taken.ids) == sorted(str(i) for n in range(1, 6) for i in range(n, n + 3))
    assert taken == Taken(taken.posts, [], taken.files)
