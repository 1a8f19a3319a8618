"""Whose turn it is in a conversation of several people."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tajawub.cases.opening import Case, Read, Seen, address, open_cases
from tajawub.cases.timeline import Standing

T0 = datetime(2026, 11, 12, 6, 0, tzinfo=UTC)
ACCOUNTS = {"roads": "roads", "roads_care": "roads", "water": "water"}
OWED = Read(owed=True)
NOT_OWED = Read()


class Thread:
    """A conversation written down line by line."""

    def __init__(self) -> None:
        self.posts: list[Seen] = []
        self.read: list[Read] = []

    def say(
        self,
        author: str,
        read: Read = NOT_OWED,
        *,
        to: str | None = None,
        hours: float = 1,
        named: Sequence[str] = (),
        spoken_to: Sequence[str] = (),
        space: str = "",
    ) -> str:
        last = self.posts[-1].at if self.posts else T0
        post_id = f"{len(self.posts) + 1:03}"
        self.posts.append(
            Seen(
                post_id=post_id,
                at=last + timedelta(hours=hours),
                author=author,
                account=author if author in ACCOUNTS else "",
                parent_id=to,
                named=tuple(named),
                spoken_to=tuple(spoken_to),
                space=space,
            )
        )
        self.read.append(read)
        return post_id

    def cases(self, days: float = 365) -> dict[tuple[str, str], Case]:
        as_of = T0 + timedelta(days=days)
        n = sum(post.at <= as_of for post in self.posts)
        posts = self.posts[:n]
        found = open_cases(posts, address(posts), self.read[:n], ACCOUNTS, as_of=as_of)
        return {(case.citizen, posts[case.posts[0]].post_id): case for case in found}

    def standings(self) -> dict[str, Standing]:
        return {citizen: case.outcome.standing for (citizen, _), case in self.cases().items()}


def reply(value: str) -> Read:
    return Read(reply=value)


def test_each_citizen_below_a_news_post_has_a_case_of_their_own() -> None:
    thread = Thread()
    news = thread.say("roads")
    asked = thread.say("salma", OWED, to=news)
    thread.say("khalid", OWED, to=news)
    thread.say("roads", reply("answer"), to=asked)
    assert thread.standings() == {"salma": Standing.ANSWERED, "khalid": Standing.UNANSWERED}


def test_talk_between_citizens_owes_nothing() -> None:
    thread = Thread()
    news = thread.say("roads")
    asked = thread.say("salma", OWED, to=news)
    thread.say("khalid", OWED, to=asked)
    assert thread.standings() == {"salma": Standing.UNANSWERED}


def test_a_second_citizen_who_replies_to_the_first_and_names_the_account_has_a_case() -> None:
    thread = Thread()
    asked = thread.say("salma", OWED, named=["roads"])
    thread.say("khalid", OWED, to=asked, named=["roads"])
    thread.say("roads", reply("answer"), to=asked)
    assert thread.standings() == {"salma": Standing.ANSWERED, "khalid": Standing.UNANSWERED}


def test_a_chain_of_official_posts_speaks_to_whom_its_first_part_spoke() -> None:
    thread = Thread()
    asked = thread.say("salma", OWED, named=["roads"])
    first = thread.say("roads", reply("acknowledgement"), to=asked)
    second = thread.say("roads", reply("acknowledgement"), to=first, hours=0.01)
    thread.say("roads", reply("answer"), to=second, hours=0.01)
    assert thread.standings() == {"salma": Standing.ANSWERED}


def test_in_a_flat_thread_the_name_says_whose_answer_it_is() -> None:
    thread = Thread()
    first = thread.say("salma", OWED, space="roads")
    thread.say("khalid", OWED, to=first, named=["roads"])
    thread.say("roads", reply("answer"), to=first, spoken_to=["khalid"])
    assert thread.standings() == {"salma": Standing.UNANSWERED, "khalid": Standing.ANSWERED}


def test_accounts_of_one_agency_answer_for_one_another() -> None:
    thread = Thread()
    asked = thread.say("salma", OWED, named=["roads"])
    thread.say("roads_care", reply("answer"), to=asked)
    assert thread.standings() == {"salma": Standing.ANSWERED}


def test_a_transfer_to_another_agency_keeps_one_case_and_one_clock() -> None:
    thread = Thread()
    asked = thread.say("salma", OWED, named=["roads"])
    passed = thread.say("roads", reply("redirect"), to=asked, named=["water"])
    (case,) = thread.cases().values()
    assert (case.outcome.holder, case.outcome.standing) == ("water", Standing.REDIRECTED)
    thread.say("salma", OWED, to=passed, named=["water"])
    thread.say("water", reply("answer"), to=asked, hours=50)
    (case,) = thread.cases().values()
    assert case.outcome.standing is Standing.ANSWERED
    assert case.outcome.waited(T0) == timedelta(hours=52)


def test_a_post_that_named_nobody_counts_once_an_account_answers_it() -> None:
    thread = Thread()
    first = thread.say("salma", OWED)
    more = thread.say("salma", to=first)
    assert thread.cases() == {}
    thread.say("roads", reply("private"), to=more)
    (case,) = thread.cases().values()
    assert case.outcome.first_post_id == first
    assert case.outcome.standing is Standing.MOVED_TO_PRIVATE


def test_a_reply_whose_question_is_missing_goes_to_whom_it_names() -> None:
    thread = Thread()
    thread.say("salma", OWED, named=["roads"])
    thread.say("roads", reply("answer"), to="not-in-the-archive", spoken_to=["salma"])
    assert thread.standings() == {"salma": Standing.ANSWERED}


def test_after_an_answer_a_month_makes_a_new_matter() -> None:
    thread = Thread()
    asked = thread.say("salma", OWED, named=["roads"])
    answered = thread.say("roads", reply("answer"), to=asked)
    again = thread.say("salma", OWED, to=answered, hours=24 * 40)
    cases = thread.cases()
    assert {key[1]: case.outcome.standing for key, case in cases.items()} == {
        asked: Standing.ANSWERED,
        again: Standing.UNANSWERED,
    }


def test_a_month_of_silence_never_makes_a_new_matter_of_a_waiting_case() -> None:
    thread = Thread()
    asked = thread.say("salma", OWED, named=["roads"])
    thread.say("salma", OWED, to=asked, hours=24 * 90)
    (case,) = thread.cases().values()
    assert case.outcome.opened_at == T0 + timedelta(hours=1)


def test_a_circle_of_replies_ends() -> None:
    thread = Thread()
    thread.say("salma", OWED, to="002", named=["roads"])
    thread.say("salma", OWED, to="001")
    assert thread.standings() == {"salma": Standing.UNANSWERED}


READS = st.sampled_from(
    [OWED, NOT_OWED, Read(owed=True, turn="disputes"), Read(turn="confirms"), Read(turn="thanks")]
)
REPLIES = st.sampled_from(["answer", "asks", "private", "redirect", "acknowledgement", "courtesy"])


@st.composite
def threads(draw: st.DrawFn) -> Thread:
    """Conversations of three citizens and two agencies, replies pointing anywhere above."""
    thread = Thread()
    for _ in range(draw(st.integers(1, 12))):
        author = draw(st.sampled_from(["salma", "khalid", "mona", "roads", "water"]))
        ids = [None, "missing", *(post.post_id for post in thread.posts)]
        named = draw(st.lists(st.sampled_from(["roads", "water"]), max_size=2, unique=True))
        read = reply(draw(REPLIES)) if author in ACCOUNTS else draw(READS)
        thread.say(
            author, read, to=draw(st.sampled_from(ids)), named=named,
            hours=draw(st.integers(1, 24 * 20)),
        )  # fmt: skip
    return thread


@given(threads(), st.data())
def test_what_another_citizen_writes_changes_nobody_elses_case(
    thread: Thread, data: st.DataObject
) -> None:
    """Another citizen's post is put in anywhere, as a reply to anything."""
    before = {key: case.outcome for key, case in thread.cases().items()}
    place = data.draw(st.integers(0, len(thread.posts)))
    at = thread.posts[place].at if place < len(thread.posts) else thread.posts[-1].at
    stranger = Seen(
        post_id="stranger", at=at, author="stranger", named=("roads",),
        parent_id=data.draw(st.sampled_from([None, *(p.post_id for p in thread.posts)])),
    )  # fmt: skip
    thread.posts.insert(place, stranger)
    thread.read.insert(place, data.draw(READS))
    after = {k: case.outcome for k, case in thread.cases().items() if k[0] != "stranger"}
    assert after == before


@given(threads(), st.integers(0, 240))
def test_judged_as_of_a_moment_nothing_later_matters(thread: Thread, days: int) -> None:
    cut = Thread()
    as_of = T0 + timedelta(days=days)
    for post, read in zip(thread.posts, thread.read, strict=True):
        if post.at <= as_of:
            cut.posts.append(post)
            cut.read.append(read)
    assert cut.cases(days) == thread.cases(days)
