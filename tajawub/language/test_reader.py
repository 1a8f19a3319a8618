from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tajawub.errors import TajawubError
from tajawub.language import Earlier, Message, Reader, Reading, Readings
from tajawub.language.columns import VALUES
from tajawub.language.model import Model, load
from tajawub.language.readings import OWING_ACTS

READER = Reader()
CITIZEN, OFFICIAL = "citizen", "official"


def _read(text: str, to: str | None = "moi") -> Readings:
    return READER.read([Message(text=text, to=to)])[0]


def _reply(text: str, asked: str) -> str:
    message = Message(text=text, by="official", thread=[Earlier("citizen", asked)])
    reply = READER.read([message])[0].reply
    assert reply is not None
    return reply.value


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("متى يفتح التسجيل؟", "question"),
        ("السلام عليكم كيف احدث رقم الجوال", "question"),
        ("shlon ajadded el iqama?", "question"),
        ("what documents do I need to renew my licence", "question"),
        ("أرجو حذف المخالفة", "request"),
        ("تكفون حلوا مشكلتي", "request"),
        ("التطبيق ما يشتغل من أمس", "complaint"),
        ("لي أسبوعين محد يرد علي", "complaint"),
        ("worst service ever, nobody answers", "complaint"),
        ("أقترح إضافة الدفع بأبل باي", "suggestion"),
        ("تطبيق ممتاز شكراً لكم", "praise"),
        ("صباح الخير يا وطن", "other"),
    ],
)
def test_it_reads_what_a_citizen_does(text: str, act: str) -> None:
    read = _read(text)
    assert read.act is not None
    assert read.owed is not None
    assert read.act.value == act
    assert (read.owed.value == "yes") == (act in OWING_ACTS)


@pytest.mark.parametrize(
    ("text", "reply"),
    [
        ("أهلاً بك، يرجى الاتصال على 8001234567، نسعد بخدمتك", "redirect"),
        ("نرجو زيارة الموقع عبر الرابط https://t.co/x", "redirect"),
        ("Thanks for reaching out! Please call us on 1-800-555-010.", "redirect"),
        ("تم رفع ملاحظتك للجهة المختصة", "acknowledgement"),
        ("نعتذر عن التأخير وسيتم التواصل معكم في أقرب وقت", "acknowledgement"),
        ("We've passed this on to the relevant team. Sorry about that!", "acknowledgement"),
        ("تم التواصل معكم عبر الخاص", "private"),
        ("Please shoot us a DM with your order number ^JP", "private"),
        ("فضلا تزويدنا برقم الطلب", "asks"),
        ("Which device and software version are you using?", "asks"),
        ("العفو، سعدنا بخدمتك", "courtesy"),
        ("Glad it's sorted! Have a great day", "courtesy"),
        ("يبدأ التسجيل يوم الأحد القادم الساعة 8 صباحا ويستمر لمدة أسبوعين", "answer"),
        ("Yes, the office is open from 8 am to 2 pm, and no appointment is required.", "answer"),
    ],
)
def test_it_tells_an_answer_from_what_only_looks_like_one(text: str, reply: str) -> None:
    assert _reply(text, "متى يفتح التسجيل؟") == reply


def test_a_message_said_to_another_citizen_is_not_owed_an_answer() -> None:
    thread = [Earlier("citizen", "رحت اليوم وكان مغلق")]
    message = Message(text="@sara متى رحتي؟", thread=thread)
    owed = READER.read([message])[0].owed
    assert owed is not None
    assert owed.value == "no"
    assert "not put to an agency" in owed.why


def test_the_same_question_is_owed_in_the_thread_of_the_agency() -> None:
    thread = [Earlier("official", "انتهت صيانة النظام")]
    owed = READER.read([Message(text="متى يفتح التسجيل؟", thread=thread)])[0].owed
    assert owed is not None
    assert owed.value == "yes"


def test_danger_is_urgent_and_anger_is_not() -> None:
    urgent = _read("المويه مقطوعة من ثلاث ايام وعندنا اطفال وكبار سن").urgent
    angry = _read("افشل تطبيق شفته بحياتي خدمة زفت").urgent
    assert urgent is not None
    assert angry is not None
    assert (urgent.value, angry.value) == ("yes", "no")


def test_scope_and_route_are_given_only_where_an_answer_is_owed() -> None:
    assert _read("متى يفتح التسجيل؟").scope is not None
    assert _read("تطبيق ممتاز شكراً لكم").scope is None


@pytest.mark.parametrize(
    ("text", "turn"),
    [
        ("انحلت المشكلة شكرا لكم", "confirms"),
        ("that worked, all good now", "confirms"),
        ("ما جاوبتوا على سؤالي", "disputes"),
        ("Tried that already, same problem. You did not answer my question", "disputes"),
        ("شكرا", "thanks"),
    ],
)
def test_it_reads_what_a_follow_up_does(text: str, turn: str) -> None:
    thread = [Earlier("citizen", "التطبيق معلق"), Earlier("official", "تم تحديث التطبيق")]
    read = READER.read([Message(text=text, thread=thread)])[0]
    assert read.turn is not None
    assert read.turn.value == turn


def test_a_number_that_was_asked_for_adds() -> None:
    thread = [Earlier("citizen", "التطبيق معلق"), Earlier("official", "فضلاً زودنا برقم الطلب")]
    read = READER.read([Message(text="رقم الطلب 4410292", thread=thread)])[0]
    assert read.turn is not None
    assert read.turn.value == "adds"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("متى يفتح التسجيل", "ar"),
        ("تطبيق STC ما يفتح", "ar"),
        ("when does it open for us", "en"),
        ("shlon aro7 el markaz 3ashan el iqama", "arabizi"),
        ("التطبيق please fix the login screen معلق", "mixed"),
        ("когда откроется регистрация", "other"),
        ("😂😂", "other"),
        ("", "other"),
    ],
)
def test_it_tells_the_language_by_letters_and_words(text: str, language: str) -> None:
    assert _read(text).language.value == language


def test_a_reason_quotes_the_deciding_words_as_they_were_written() -> None:
    message = Message(text="أهلاً بكم، يرجى الاتّصال على ٨٠٠١٢٣٤", by="official")
    reply = READER.read([message])[0].reply
    assert reply is not None
    assert "الاتّصال على ٨٠٠١٢٣٤" in reply.why
    assert reply.why.startswith("sends elsewhere")


def test_a_reason_comes_in_arabic_too() -> None:
    columns = READER.read_messages([Message(text="متى يفتح التسجيل؟", to="moi")])
    why = columns.why(0, "act", language="ar")
    assert why.startswith("تسأل")
    assert "متى" in why
    assert columns.why(0, "reply") == ""


def test_it_reads_the_same_by_rules_alone_when_there_are_no_weights() -> None:
    ruled = Reader(Model()).read([Message(text="متى يفتح التسجيل؟", to="moi")])[0]
    assert ruled.act is not None
    assert ruled.act.value == "question"
    assert "متى" in ruled.act.why


HOSTILE = [
    "a" * 100_000,
    "؟" * 5000,
    "م\u200cت\u202eى\u2066 يفتح",
    "\ud800\udfff lone \udc00",
    "😂" * 300,
    "\x00\x01\n\n\t",
    "@" * 3000,
    "http://" * 700,
    "#" * 2000,
    "ﷺ ﻻ \u202e",
    "x" * 1_000_000,
]


def test_no_text_is_too_hostile() -> None:
    messages = [Message(text=text, by=by) for text in HOSTILE for by in ("citizen", "official")]
    readings = READER.read([Message(text=m.text, by=m.by, to="a") for m in messages])
    assert len(readings) == len(messages)
    assert all(len(r.why) < 200 for read in readings for r in _given(read))


def _given(read: Readings) -> list[Reading]:
    return [r for r in (read.act, read.owed, read.reply, read.urgent) if r is not None]


TEXT = st.one_of(
    st.text(st.characters(), max_size=40),
    st.text("متىكيفشلون؟ أرجو12@# how do", max_size=40),
    st.sampled_from(["متى يفتح؟", "Please call 800 1234567", "شكرا", ""]),
)
MESSAGE = st.builds(
    Message,
    text=TEXT,
    by=st.sampled_from(["citizen", "official"]),
    thread=st.lists(st.builds(Earlier, st.sampled_from(["citizen", "official"]), TEXT), max_size=2),
    to=st.sampled_from([None, "moi"]),
)


@settings(max_examples=60, deadline=None)
@given(MESSAGE, st.lists(MESSAGE, max_size=5), st.lists(MESSAGE, max_size=5))
def test_a_message_is_read_the_same_in_any_company(
    message: Message, before: list[Message], after: list[Message]
) -> None:
    alone = READER.read([message])[0]
    together = READER.read([*before, message, *after])[len(before)]
    assert alone == together


@settings(max_examples=40, deadline=None)
@given(st.lists(MESSAGE, min_size=1, max_size=6))
def test_records_and_columns_say_the_same(messages: list[Message]) -> None:
    columns = READER.read_messages(messages)
    for i, read in enumerate(READER.read(messages)):
        for label in VALUES:
            reading = getattr(read, label)
            if reading is not None:
                assert reading == columns.reading(i, label)
        assert (read.reply is not None) == (messages[i].by == OFFICIAL)
        assert (read.turn is not None) == (bool(messages[i].thread) and read.reply is None)


def test_columns_need_no_records() -> None:
    columns = READER.read_columns(
        ["متى يفتح التسجيل؟", "يرجى الاتصال على 8001234567"],
        np.array([False, True]),
        [None, "متى يفتح التسجيل؟"],
        np.array([False, False]),
        np.array([1, -1], dtype=np.int8),
    )
    assert columns.value(0, "owed") == "yes"
    assert columns.value(1, "reply") == "redirect"
    assert columns.value(1, "act") is None


def test_a_batch_of_very_long_posts_is_read_in_pieces_and_comes_out_as_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    messages = [Message(text=f"متى يفتح التسجيل {i}؟ " * (i % 4 + 1), to="a") for i in range(20)]
    whole = READER.read(messages)
    monkeypatch.setattr("tajawub.language.reader.PIECE", 60)
    assert READER.read(messages) == whole


def test_it_reads_an_empty_batch() -> None:
    assert READER.read([]) == []


def test_weights_that_cannot_be_read_are_named(tmp_path: object) -> None:
    from pathlib import Path

    path = Path(str(tmp_path)) / "reader.npz"
    path.write_bytes(b"not weights")
    with pytest.raises(TajawubError, match="cannot read the reader's weights"):
        load(path)


def test_reading_loads_no_training_library_and_no_framework() -> None:
    code = (
        "import sys, tajawub.language as l; assert 'numpy' not in sys.modules;"
        "l.Reader().read([l.Message(text='متى')]);"
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'sklearn','django','pandas'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
