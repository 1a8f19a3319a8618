from __future__ import annotations

from tajawub.channels.records import Post
from tajawub.channels.testing import at, take

PAGE = {"author_id": "555", "author_name": "هيئة المياه"}


def test_it_reads_a_page_with_its_comments_and_their_replies() -> None:
    taken = take("meta_feed.json")
    assert taken.files[0].format == "Facebook and Instagram (Graph API)"
    assert taken.broken == []
    assert taken.posts == [
        Post(
            channel="facebook", id="555_777", at=at("2025-03-01 07:00"), text="صيانة اليوم",
            space="555", url="https://www.facebook.com/555/posts/777", official=True,
            **PAGE,  # type: ignore[arg-type]
        ),
        Post(
            channel="facebook", id="777_1", at=at("2025-03-01 08:00"), text="متى تعود المياه؟",
            author_id="2002", author_name="سالم", parent_id="555_777",
            conversation_id="555_777", space="555",
        ),
        Post(
            channel="facebook", id="777_2", at=at("2025-03-01 09:00"), text="اليوم",
            parent_id="777_1", conversation_id="555_777", space="555", official=True,
            **PAGE,  # type: ignore[arg-type]
        ),
        # Nobody knows who wrote this: a page's feed holds visitors' posts, too.
        Post(
            channel="facebook", id="555_888", at=at("2025-03-01 07:30"), text="بلا اسم",
            space="555",
        ),
    ]  # fmt: skip


def test_it_reads_instagram_under_its_own_names() -> None:
    media, question, answer = take("meta_instagram.json").posts
    assert media == Post(
        channel="instagram", id="178", at=at("2025-03-01 07:00"), text="صيانة",
        author_handle="dubai_water", url="https://www.instagram.com/p/X/",
    )  # fmt: skip
    assert question == Post(
        channel="instagram", id="179", at=at("2025-03-01 08:00"), text="@dubai_water متى؟",
        author_id="2002", author_handle="salem_77", parent_id="178", conversation_id="178",
        space="dubai_water",
    )  # fmt: skip
    assert answer == Post(
        channel="instagram", id="180", at=at("2025-03-01 09:00"), text="@salem_77 اليوم",
        author_id="1001", author_handle="dubai_water", parent_id="179", conversation_id="178",
        space="dubai_water", official=True,
    )  # fmt: skip


def test_messages_are_private() -> None:
    assert take("meta_conversations.json").posts == [
        Post(
            channel="facebook", id="m_1", at=at("2025-03-01 08:00"), text="رقم حسابي 5",
            author_id="2002", author_name="سالم", conversation_id="t_1", visibility="private",
        )
    ]  # fmt: skip


def test_a_comment_without_id_is_known_by_its_address() -> None:
    taken = take("meta_comments_page.json")
    assert taken.broken == []
    assert len(taken.posts) == len(set(taken.ids)) == 10
    first = taken.posts[0]
    assert first.id == "10158407654328553_10158407835073553"
    assert first.parent_id == first.conversation_id == "19292868552_10158407654328553"
    assert first.space == "19292868552"
    replies = [post for post in taken.posts if post.parent_id in set(taken.ids)]
    assert all("reply_comment_id=" in (post.url or "") for post in replies)
    assert len(replies) == sum("reply_comment_id=" in (post.url or "") for post in taken.posts)
