from __future__ import annotations

from pathlib import Path

from tajawub.channels.records import Post
from tajawub.channels.testing import FIXTURES, at, take


def test_it_reads_a_public_chat() -> None:
    taken = take("telegram_channel.json")
    assert taken.files[0].format == "Telegram Desktop export"
    assert taken.broken == []
    assert taken.posts == [
        Post(
            channel="telegram", id="1292077344:2", at=at("2025-03-01 08:00"),
            text="يا @dubai_water متى تعود المياه؟", author_id="user2002", author_name="سالم",
            space="channel1292077344", mentions=("dubai_water",),
            version_at=at("2025-03-01 08:05"),
        ),
        Post(
            channel="telegram", id="1292077344:3", at=at("2025-03-01 08:30"), text="اليوم",
            author_id="channel1292077344", author_name="هيئة المياه",
            parent_id="1292077344:2", space="channel1292077344", official=True,
        ),
    ]  # fmt: skip


def test_it_reads_all_chats_of_an_account_and_private_ones_stay_private() -> None:
    posts = take("telegram_account_export.json").posts
    assert [(post.id, post.text, post.parent_id) for post in posts] == [
        ("123456:101", "Hello family link", "123456:100"),
        ("123456:103", "Attached report", None),
        ("123456:104", "", None),
    ]
    assert {post.visibility for post in posts} == {"private"}


def test_what_stands_before_a_cut_is_kept(tmp_path: Path) -> None:
    file = tmp_path / "result.json"
    whole = (FIXTURES / "telegram_channel.json").read_text(encoding="utf-8")
    file.write_text(whole[: whole.index('"id": 3') + 40], encoding="utf-8")
    taken = take(file)
    assert taken.ids == ["1292077344:2"]
    assert taken.reasons == [
        "the JSON ends in the middle after messages[1]; the messages before are kept"
    ]
