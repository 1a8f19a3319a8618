from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

from tajawub.channels.records import Post
from tajawub.channels.testing import FIXTURES, at, take

WATER = {"author_id": "1001", "author_handle": "dubai_water", "author_name": "هيئة المياه"}
GONE = Post(
    channel="x", id="1895005947294646273", at=at("2025-02-27 07:00"), language="ar",
    url="https://x.com/dubai_water/status/1895005947294646273",
    deleted=True, deleted_at=at("2025-02-28 07:00"), **WATER,  # type: ignore[arg-type]
)  # fmt: skip
MESSAGE = Post(
    channel="x", id="1895776021509046273", at=at("2025-03-01 10:00"), text="رقم حسابي 5",
    author_id="2002", conversation_id="1001-2002", visibility="private",
)  # fmt: skip
REPLY = Post(
    channel="x", id="1895768471761846273", at=at("2025-03-01 09:30"),
    text="@salem_77 تم الإصلاح", parent_id="1895745822520246273", mentions=("salem_77",),
    language="ar", url="https://x.com/dubai_water/status/1895768471761846273",
    **WATER,  # type: ignore[arg-type]
)  # fmt: skip
EDITED = Post(
    channel="x", id="1895776021509046273", at=at("2025-03-01 10:00"),
    text="تعود المياه اليوم (تصحيح)", language="ar",
    url="https://x.com/dubai_water/status/1895791121003446273",
    version_at=at("2025-03-01 11:00"), **WATER,  # type: ignore[arg-type]
)  # fmt: skip


def test_it_reads_the_folder_and_knows_whose_it_is() -> None:
    taken = take("x_archive")
    assert [file.format for file in taken.files] == ["X account archive"] * 5
    assert taken.posts == [GONE, MESSAGE, REPLY, EDITED]  # the repost is no post of its own
    assert taken.broken == []


def test_it_reads_the_zip_whatever_order_its_files_are_in(tmp_path: Path) -> None:
    whole = tmp_path / "twitter.zip"
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("tweets.js", "like.js", "deleted-tweets.js", "account.js"):
            archive.write(FIXTURES / "x_archive" / name, f"data/{name}")
        archive.writestr("assets/images/a.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    taken = take(whole)
    assert taken.posts == [GONE, REPLY, EDITED]
    assert taken.reasons == ["passed over, for they hold no text: 1 (such as pictures)"]


def test_posts_alone_are_read_with_a_word_on_what_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "anything"
    shutil.copy(FIXTURES / "x_archive" / "tweets.js", file)
    taken = take(file)
    assert taken.ids == [REPLY.id, EDITED.id]
    assert {post.author_handle for post in taken.posts} == {""}
    assert taken.reasons == ["these posts do not name their author: add the archive's account.js"]
