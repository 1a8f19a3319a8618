"""An invented report for tests and for looking at the page: three agencies of an emirate that does
not exist, a directive, a burst of answers, and the fade after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Final

from tajawub.cases.timeline import Standing
from tajawub.channels.records import BrokenRow
from tajawub.measures.summary import Summary, summarise
from tajawub.measures.testing import AS_OF, DAY, HOUR, Row, table
from tajawub.sweep.report.data import AccountRow, ReportData, WaitingCase

DIRECTIVE: Final = date(2026, 8, 31)
WEEKS: Final = 26
AGENCIES: Final = {
    "ghaf_transport": ("دائرة النقل والطرق", 26),
    "ghaf_water": ("هيئة المياه والإنارة", 17),
    "ghaf_housing": ("هيئة الإسكان والمنح", 13),
    "ghaf_parks": ("هيئة الحدائق والبيئة", 1),
}
_SAID: Final[Sequence[tuple[Standing, str | None, str, str | None, str]]] = (
    (
        Standing.REDIRECTED, "redirect",
        "السلام عليكم، متى يفتح باب التقديم على منحة صيانة المساكن القديمة؟ بيتنا من سنة 98 "
        "والسقف يبا له شغل قبل المطر",
        "حيّاكم الله، للاستفسار عن خدمات المنح يرجى الاتصال على مركز الخدمة 800 0000 من 8 صباحاً "
        "إلى 3 عصراً",
        "ترسل صاحب السؤال إلى مكان آخر: «الاتصال على مركز الخدمة»، ولا مضمون معه",
    ),
    (
        Standing.DISPUTED, "answer",
        "قلتوا لي «تم الرد» وما وصلني شي. طلبي واقف من شهرين وأنا كل يوم أتصل",
        "تم الرد على استفساركم، نسعد بخدمتكم.",
        "يقول صاحب السؤال إن الجواب لم يحلّ مسألته",
    ),
    (
        Standing.UNANSWERED, None,
        "Is a resident spouse eligible for the maintenance grant, or is it for citizens only?",
        None, "لم يصل أي رد",
    ),
    (
        Standing.ACKNOWLEDGED, "acknowledgement",
        "إنارة الشارع 12 في الغاف الوسطى مطفية من أسبوعين، والعيال يرجعون من المدرسة في الظلام",
        "شاكرين تواصلكم، تم رفع ملاحظتكم إلى القسم المختص.",
        "تقول إن السؤال رُفع ولا تجيب عنه: «تم رفع ملاحظتكم»",
    ),
    (
        Standing.MOVED_TO_PRIVATE, "private",
        "law sama7to mita yenzel el qes6 el thani? 9arli shahar an6er",
        "مرحباً، يرجى التكرم بمراسلتنا على الخاص مع رقم الطلب.",
        "تنقل الأمر إلى الرسائل الخاصة: «مراسلتنا على الخاص»",
    ),
    (
        Standing.ASKED_BACK, "asks",
        "الباص رقم 7 ما مرّ اليوم الصبح، هل تغيّر الجدول؟",
        "نعتذر عن الإزعاج. في أي محطة كنت تنتظر؟",
        "تسأل صاحب السؤال عن شيء: «في أي محطة»",
    ),
    (
        Standing.REDIRECTED, "redirect",
        "فاتورة الماي طلعت 1,480 درهم والبيت فاضي من شهر يونيو! كيف أعترض عليها؟",
        "عزيزي المتعامل، يمكنكم التقديم عبر التطبيق الذكي.",
        "ترسل صاحب السؤال إلى مكان آخر: «عبر التطبيق الذكي»، ولا مضمون معه",
    ),
)  # fmt: skip


def invented_report(*, owed: bool = True, seed: int = 7, most: int = 40) -> ReportData:
    """A report over half a year; without `owed`, one of an archive in which nobody asked."""
    rows = _rows(Random(seed)) if owed else []  # noqa: S311 - an invented example
    summary = summarise(table(*rows), AS_OF)
    return report_of(summary, _waiting(rows, most))


def report_of(summary: Summary, waiting: Sequence[WaitingCase]) -> ReportData:
    """A report with these figures and these waiting cases."""
    return ReportData(
        summary=summary,
        as_of=AS_OF,
        first_post_at=datetime(2026, 5, 25, 4, 12, tzinfo=UTC),
        last_post_at=AS_OF,
        posts=8431,
        accounts=[
            AccountRow(
                account=account, agency=agency, why="مذكور في الأمر", posts=100,
                figures=summary.accounts.get(account),
            )
            for account, (agency, _) in AGENCIES.items()
        ],
        waiting=waiting,
        reader_version="2026.11",
        calendar="الغاف (ghaf, 2026-11)",
        files=["ghaf-2026.jsonl.gz"],
        broken=3,
        broken_rows=[
            BrokenRow(
                file="ghaf-2026.jsonl.gz", line=1204, where="created_at",
                reason="not a time: “yesterday”",
            )
        ],
        directive_on=DIRECTIVE,
        note="محتوى هذا التقرير مُخترع، كُتب للتجربة.",
    )  # fmt: skip


def _rows(random: Random) -> list[Row]:
    """Cases day by day: few are answered; after the directive most; then fewer and fewer."""
    found = []
    for ago in range(WEEKS * 7 - 1, -1, -1):
        day = (AS_OF - timedelta(days=ago)).date()
        for account, (_, a_week) in AGENCIES.items():
            count = a_week // 7 + (random.random() < (a_week % 7) / 7)
            found += [_row(random, account, day, ago) for _ in range(count)]
    return found


def _row(random: Random, account: str, day: date, ago: int) -> Row:
    weeks = (day - DIRECTIVE).days / 7
    least = 0.3 if account == "ghaf_transport" else 0.52
    chance = least if weeks < 0 else max(least, 0.9 - 0.09 * max(0.0, weeks - 3))
    age = ago * DAY + random.randrange(HOUR, DAY)
    took = int(60 * 2 ** random.uniform(1, 13))
    first = "redirect" if random.random() < 0.36 else "answer"
    if random.random() < chance and took < age:
        redirects = int(first == "redirect")
        return Row(
            standing="confirmed" if random.random() < 0.15 else "answered", age=age, took=took,
            agency=account, account=account, first_reply=first, redirects=redirects,
        )  # fmt: skip
    standing, reply, *_ = random.choice(_SAID)
    return Row(
        standing=standing.value, age=age, agency=account, account=account, first_reply=reply,
        redirects=int(reply == "redirect"),
    )  # fmt: skip


def _waiting(rows: Sequence[Row], most: int) -> list[WaitingCase]:
    oldest = sorted((row for row in rows if row.took is None), key=lambda row: -row.age)
    return [waiting_case(i, row.account, row.age) for i, row in enumerate(oldest[:most])]


def waiting_case(i: int, account: str, age: int) -> WaitingCase:
    """The i-th invented case that waits."""
    standing, reply, text, reply_text, why = _SAID[i % len(_SAID)]
    opened = AS_OF - timedelta(seconds=age)
    deleted, private = i % 19 == 9, i % 19 == 13
    return WaitingCase(
        case_id=str(i),
        agency=AGENCIES[account][0],
        account=account,
        citizen=("um_saif_98", "salem_bu_khaled", "PriyaN", "3yoon_alghaf", "bu_naser")[i % 5],
        text=None if deleted or private else text,
        opened_at=opened,
        age_seconds=age,
        standing=standing,
        age_working_seconds=age // 5,
        last_reply=reply,
        last_reply_text=reply_text,
        last_reply_at=opened + timedelta(hours=1) if reply_text else None,
        why=why,
        url=f"https://social.example/{account}/{i}",
        language=("ar", "ar", "en", "ar", "arabizi", "ar", "ar")[i % 7],
        urgent=i % 7 == 3,
        private=private,
        deleted=deleted,
    )
