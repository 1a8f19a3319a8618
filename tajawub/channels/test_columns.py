from __future__ import annotations

import pytest

from tajawub.channels.columns import ColumnMapping, propose, said_official
from tajawub.errors import TajawubError

WHEN = "2025-03-01 08:00"


def test_a_mapping_is_written_as_text_and_read_back() -> None:
    mapping = ColumnMapping.from_text(" text=body, author=user,time=when ,day_first=no")
    assert mapping == ColumnMapping(text="body", author="user", time="when", day_first=False)
    assert ColumnMapping.from_text(str(mapping)) == mapping


@pytest.mark.parametrize("text", ["body", "texts=body", "text=a,=b"])
def test_a_mapping_that_names_no_field_is_refused_with_the_fields(text: str) -> None:
    with pytest.raises(TajawubError, match=r"the fields are .*parent.*text"):
        ColumnMapping.from_text(text)


@pytest.mark.parametrize(
    ("names", "row", "mapping"),
    [
        (
            ["id", "user", "body", "created_at", "in_reply_to"],
            ["1", "a", "Why is it so?", WHEN, ""],
            "text=body,time=created_at,id=id,author=user,parent=in_reply_to",
        ),
        (
            ["المعرّف", "اسم المستخدم", "نص التغريدة", "تاريخ النشر", "رد على", "الرابط"],
            ["1", "a", "لماذا؟", WHEN, "", "https://example.org/1"],
            "text=نص التغريدة,time=تاريخ النشر,id=المعرّف,author=اسم المستخدم,"
            "parent=رد على,url=الرابط",
        ),
        (
            ["created", "message", "time"],
            ["someone", "What is this about?", "1740816000"],
            "text=message,time=time",
        ),
    ],
)
def test_it_proposes_by_names(names: list[str], row: list[object], mapping: str) -> None:
    assert str(propose(names, [row]).mapping) == mapping


def test_it_proposes_by_values_where_names_say_nothing() -> None:
    rows = [
        [str(n), f"@user{n}", f"2025-03-0{n} 08:00", f"A question of some length, number {n}?",
         f"https://example.org/{n}"]
        for n in range(1, 6)
    ]  # fmt: skip
    proposal = propose(["c1", "c2", "c3", "c4", "c5"], rows)
    assert str(proposal.mapping) == "text=c4,time=c3,author=c2,url=c5"
    assert proposal.notes == ("no column of ids: each row gets one made from its content",)


def test_a_column_called_date_without_dates_is_not_the_time() -> None:
    assert not propose(["id", "text", "date"], [["1", "why?", "spring"]]).usable


@pytest.mark.parametrize(
    ("dates", "day_first", "said"),
    [
        (["31/10/2017", "01/11/2017"], True, ""),
        (["10/31/2017", "11/01/2017"], False, ""),
        (["01/02/2017", "03/04/2017"], True, "could be day/month or month/day"),
        (["31/10/2017", "10/31/2017"], True, "in others"),
        (["٣١/١٠/٢٠١٧"], True, ""),
        (["2017-10-31"], None, ""),
    ],
)
def test_the_order_of_day_and_month_is_told_from_the_values(
    dates: list[str], day_first: bool | None, said: str
) -> None:
    proposal = propose(["id", "text", "date"], [[n, "why?", d] for n, d in enumerate(dates)])
    assert proposal.mapping.day_first is day_first
    assert any(said in note for note in proposal.notes) if said else not proposal.notes[1:]


@pytest.mark.parametrize(
    ("value", "official"),
    [("True", True), ("0", False), ("نعم", True), ("مواطن", False), (True, True), ("?", None),
     (None, None)],
)  # fmt: skip
def test_it_knows_the_words_for_official(value: object, official: bool | None) -> None:
    assert said_official(value) is official
