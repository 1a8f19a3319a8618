"""The words in which a reason is given: English, then Arabic.

`QUOTE` stands where the citizen's or the official's own words are quoted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

QUOTE: Final = "{quote}"
NO_QUOTE: Final = ("(the message as a whole)", "(الرسالة بمجملها)")
NO_WORDS: Final = ("no words to read", "لا كلمات فيها تُقرأ")
NOT_PUT: Final = ("not put to an agency", "ليست موجهة إلى جهة")

SAYS: Final[Mapping[tuple[str, str], tuple[str, str]]] = {
    ("language", "ar"): ("written in Arabic", "مكتوبة بالعربية"),
    ("language", "en"): ("written in English", "مكتوبة بالإنجليزية"),
    ("language", "arabizi"): (
        "Arabic in Latin letters",
        "عربية بحروف لاتينية",
    ),
    ("language", "mixed"): ("Arabic and Latin script together", "عربية ولاتينية معًا"),
    ("language", "other"): ("neither Arabic nor English words", "لا كلمات عربية ولا إنجليزية"),
    ("act", "question"): ("asks {quote}", "تسأل {quote}"),
    ("act", "request"): ("wants something done: {quote}", "تطلب عملًا: {quote}"),
    ("act", "complaint"): ("reports a failure: {quote}", "تبلّغ عن خلل: {quote}"),
    ("act", "suggestion"): ("proposes something: {quote}", "تقترح شيئًا: {quote}"),
    ("act", "praise"): ("thanks or compliments: {quote}", "شكر أو ثناء: {quote}"),
    ("act", "other"): (
        "neither asks, complains nor thanks: {quote}",
        "لا سؤال فيها ولا شكوى ولا شكر: {quote}",
    ),
    ("owed", "yes"): (
        "put to the agency and needs an answer: {quote}",
        "موجهة إلى الجهة وتستحق جوابًا: {quote}",
    ),
    ("owed", "no"): (
        "asks and reports nothing that needs an answer: {quote}",
        "ليس فيها ما يستحق جوابًا: {quote}",
    ),
    ("scope", "personal"): (
        "the answer depends on this citizen's own case: {quote}",
        "الجواب يتوقف على حالة صاحبها: {quote}",
    ),
    ("scope", "general"): ("one answer would serve many", "جواب واحد ينفع كثيرين"),
    ("route", "private"): (
        "answering needs personal details: {quote}",
        "الجواب يحتاج بيانات شخصية: {quote}",
    ),
    ("route", "public"): (
        "can be answered in public without personal details",
        "يمكن الجواب علنًا دون بيانات شخصية",
    ),
    ("urgent", "yes"): ("delay would harm: {quote}", "التأخير يضر: {quote}"),
    ("urgent", "no"): (
        "names no danger, need or near deadline",
        "لا خطر فيها ولا ضرورة ولا مهلة قريبة",
    ),
    ("turn", "confirms"): (
        "says that the matter is settled: {quote}",
        "تقول إن الأمر حُلّ: {quote}",
    ),
    ("turn", "disputes"): (
        "says that it was not answered: {quote}",
        "تقول إنها لم تُجَب: {quote}",
    ),
    ("turn", "adds"): ("adds or asks further: {quote}", "تضيف أو تستزيد: {quote}"),
    ("turn", "thanks"): ("only thanks: {quote}", "شكر فقط: {quote}"),
    ("reply", "answer"): ("gives the substance: {quote}", "تعطي المضمون: {quote}"),
    ("reply", "asks"): (
        "asks the citizen for something: {quote}",
        "تسأل المواطن عن شيء: {quote}",
    ),
    ("reply", "private"): (
        "moves to private messages: {quote}",
        "تنقل الأمر إلى الرسائل الخاصة: {quote}",
    ),
    ("reply", "redirect"): (
        "sends elsewhere: {quote}; nothing of substance beside it",
        "تحيل إلى مكان آخر: {quote}، ولا معلومة معها",
    ),
    ("reply", "acknowledgement"): (
        "receives it, no answer yet: {quote}",
        "استلام بلا جواب بعد: {quote}",
    ),
    ("reply", "courtesy"): ("courtesy only: {quote}", "مجاملة فقط: {quote}"),
}
