"""The laws of a case, stated and tried, and the codebook's examples."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tajawub.cases.timeline import SETTLED, WAITING, Outcome, Said, Standing, decide

T0 = datetime(2026, 11, 12, 6, 14, tzinfo=UTC)
LATER = T0 + timedelta(days=365)


def citizen(hours: float, *, owed: bool = False, turn: str | None = None) -> Said:
    at = T0 + timedelta(hours=hours)
    return Said(post_id=f"c{hours}", at=at, by="citizen", account="a", owed=owed, turn=turn)


def official(hours: float, reply: str, **more: object) -> Said:
    at = T0 + timedelta(hours=hours)
    said = Said(post_id=f"o{hours}", at=at, by="official", account="a", reply=reply)
    return said if not more else _with(said, **more)


def _with(said: Said, **more: object) -> Said:
    from dataclasses import replace

    return replace(said, **more)  # type: ignore[arg-type]


def standing(*said: Said, as_of: datetime = LATER) -> Standing:
    return decide(said, as_of=as_of).standing


ASKED = citizen(0, owed=True)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("answer", Standing.ANSWERED),
        ("asks", Standing.ASKED_BACK),
        ("private", Standing.MOVED_TO_PRIVATE),
        ("redirect", Standing.REDIRECTED),
        ("acknowledgement", Standing.ACKNOWLEDGED),
        ("courtesy", Standing.UNANSWERED),
    ],
)
def test_each_reply_leads_to_its_standing(reply: str, expected: Standing) -> None:
    assert standing(ASKED, official(1, reply)) is expected


def test_nothing_is_owed_for_praise() -> None:
    outcome = decide([citizen(0), official(1, "courtesy")], as_of=LATER)
    assert outcome == Outcome(standing=Standing.NOTHING_OWED)


def test_the_clock_starts_at_the_first_post_that_asks() -> None:
    outcome = decide([citizen(0), citizen(5, owed=True), citizen(9, owed=True)], as_of=LATER)
    assert (outcome.first_post_id, outcome.opened_at) == ("c5", T0 + timedelta(hours=5))


def test_eleven_days_with_a_redirect_on_the_first() -> None:
    said = [ASKED, official(0.8, "redirect"), citizen(2, owed=True, turn="disputes")]
    assert standing(*said) is Standing.REDIRECTED
    answered = decide([*said, official(264, "answer")], as_of=LATER)
    assert answered.standing is Standing.ANSWERED
    assert answered.waited(LATER) == timedelta(days=11)
    assert answered.redirects == 1


def test_a_dispute_after_an_answer_is_owed_again_from_the_first_message() -> None:
    said = [ASKED, official(1, "answer"), citizen(2, turn="disputes")]
    outcome = decide(said, as_of=T0 + timedelta(hours=10))
    assert outcome.standing is Standing.DISPUTED
    assert outcome.waited(T0 + timedelta(hours=10)) == timedelta(hours=10)
    assert standing(*said, official(3, "acknowledgement")) is Standing.DISPUTED
    assert standing(*said, official(3, "asks")) is Standing.ASKED_BACK
    assert standing(*said, official(3, "asks"), citizen(4)) is Standing.DISPUTED
    assert standing(*said, official(3, "answer")) is Standing.ANSWERED


def test_a_further_question_after_an_answer_is_owed() -> None:
    outcome = decide([ASKED, official(1, "answer"), citizen(2, owed=True)], as_of=LATER)
    assert outcome.standing is Standing.UNANSWERED
    assert outcome.opened_at == T0


def test_thanks_keep_it_answered_and_the_citizens_word_confirms() -> None:
    answered = (ASKED, official(1, "answer"))
    assert standing(*answered, citizen(2, turn="thanks")) is Standing.ANSWERED
    assert standing(*answered, citizen(2, turn="confirms")) is Standing.CONFIRMED


def test_the_citizens_own_word_settles_a_case_that_nobody_answered() -> None:
    outcome = decide([ASKED, citizen(3, turn="confirms")], as_of=LATER)
    assert outcome.standing is Standing.CONFIRMED
    assert outcome.answer_post_id is None
    assert outcome.waited(LATER) == timedelta(hours=3)


def test_a_citizen_who_supplies_what_was_asked_waits_again() -> None:
    assert standing(ASKED, official(1, "asks"), citizen(2)) is Standing.UNANSWERED
    assert standing(ASKED, official(1, "asks"), citizen(2, turn="thanks")) is Standing.ASKED_BACK


def test_a_chain_goes_as_far_as_its_furthest_part() -> None:
    chain = (official(1, "private"), official(1.05, "acknowledgement"))
    outcome = decide([ASKED, *chain], as_of=LATER)
    assert (outcome.standing, outcome.last_reply) == (Standing.MOVED_TO_PRIVATE, "private")
    later = (official(1, "private"), official(30, "acknowledgement"))
    assert standing(ASKED, *later) is Standing.ACKNOWLEDGED


def test_a_deleted_answer_no_longer_stands() -> None:
    gone = official(1, "answer", removed_at=T0 + timedelta(hours=5))
    assert standing(ASKED, gone, as_of=T0 + timedelta(hours=4)) is Standing.ANSWERED
    assert standing(ASKED, gone, as_of=T0 + timedelta(hours=6)) is Standing.UNANSWERED


def test_a_deleted_question_still_counts() -> None:
    assert standing(_with(ASKED, removed_at=T0 + timedelta(hours=1))) is Standing.UNANSWERED


def test_a_transfer_keeps_the_clock_and_names_the_new_holder() -> None:
    passed = official(1, "redirect", passes_to="b")
    outcome = decide([ASKED, passed], as_of=LATER)
    assert (outcome.holder, outcome.opened_at) == ("b", T0)
    answered = decide([ASKED, passed, official(48, "answer", account="b")], as_of=LATER)
    assert answered.waited(LATER) == timedelta(hours=48)


REPLIES = ("answer", "asks", "private", "redirect", "acknowledgement", "courtesy")
moments = st.integers(0, 5000).map(lambda minutes: T0 + timedelta(minutes=minutes))


@st.composite
def posts(draw: st.DrawFn, most: int = 9) -> list[Said]:
    made = []
    for n in range(draw(st.integers(0, most))):
        at = draw(moments)
        removed = draw(st.none() | moments)
        removed = removed and max(removed, at)
        if draw(st.booleans()):
            made.append(
                Said(
                    post_id=f"p{n}", at=at, by="citizen", removed_at=removed,
                    owed=draw(st.booleans()),
                    turn=draw(st.sampled_from([None, "confirms", "disputes", "adds", "thanks"])),
                )
            )  # fmt: skip
        else:
            reply = draw(st.sampled_from(REPLIES))
            made.append(
                Said(post_id=f"p{n}", at=at, by="official", reply=reply, removed_at=removed)
            )
    return made


@given(posts(), st.randoms(), moments)
def test_the_order_of_arrival_does_not_matter(
    said: list[Said], random: object, t: datetime
) -> None:
    shuffled = list(said)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert decide(shuffled, as_of=t) == decide(said, as_of=t)


@given(posts(), moments, st.integers(0, 10**6))
def test_more_silence_never_improves_a_standing(said: list[Said], t: datetime, more: int) -> None:
    until_t = [s for s in said if s.at <= t]
    now, later = decide(until_t, as_of=t), decide(until_t, as_of=t + timedelta(minutes=more))
    if now.standing in WAITING:
        assert later.standing in WAITING
        assert later.waited(t + timedelta(minutes=more)) >= now.waited(t)
    assert now.opened_at == later.opened_at


@given(posts(), moments)
def test_nothing_but_an_answer_or_the_citizens_word_stops_the_clock(
    said: list[Said], t: datetime
) -> None:
    outcome = decide(said, as_of=t)
    if outcome.stopped_at is None:
        assert outcome.standing not in SETTLED
        return
    stop = [s for s in said if s.at == outcome.stopped_at]
    assert any(s.reply == "answer" or s.turn == "confirms" for s in stop)


@given(posts(), moments)
def test_without_an_answer_or_the_citizens_word_a_case_waits(said: list[Said], t: datetime) -> None:
    kept = [s for s in said if s.reply != "answer" and s.turn != "confirms"]
    outcome = decide(kept, as_of=t)
    assert outcome.standing is Standing.NOTHING_OWED or outcome.standing in WAITING
    assert outcome.stopped_at is None


@given(posts(), moments)
def test_judged_as_of_a_moment_nothing_later_matters(said: list[Said], t: datetime) -> None:
    known = [
        _with(s, removed_at=None) if s.removed_at is not None and s.removed_at > t else s
        for s in said
        if s.at <= t
    ]
    assert decide(known, as_of=t) == decide(said, as_of=t)


@given(posts(), moments)
def test_a_case_opens_at_its_first_owed_post_whatever_follows(
    said: list[Said], t: datetime
) -> None:
    owed = [(s.at, s.post_id) for s in said if s.by == "citizen" and s.owed and s.at <= t]
    outcome = decide(said, as_of=t)
    expected = min(owed) if owed else (None, None)
    assert (outcome.opened_at, outcome.first_post_id) == expected
