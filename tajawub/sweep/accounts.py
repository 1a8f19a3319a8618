"""Which accounts answer for an agency: named by the user, or found by how they behave."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from tajawub.errors import TajawubError

# An account behaves like an official one when people of many conversations speak to it and it
# answers in several of them. The numbers are low on purpose: a wrong guess is shown with its reason
# and put right by naming the accounts; an account passed over hides everyone who asked it.
LEAST_ASKERS = 5
LEAST_ANSWERED = 3
SILENT_LEAST = 20


_WHY = {
    "en": {
        "named": "named",
        "silent": "named; it wrote nothing in these files",
        "marked": "the archive marks it as the answering side",
        "behaves": "behaves like one: spoken to by {asking} people, answered {answered} of them",
    },
    "ar": {
        "named": "مُسمّى عند الطلب",
        "silent": "مُسمّى عند الطلب، ولم يكتب شيئاً في هذه الملفات",
        "marked": "الأرشيف نفسه يعدّه الطرف المجيب",
        "behaves": "يتصرّف تصرّف الحساب الرسمي: عدد من خاطبوه {asking}، وعدد من ردّ عليهم {answered}",
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """An official account: its key (handle in lower case, else id), its agency, why it counts."""

    key: str
    agency: str
    handle: str
    reason: Literal["named", "marked", "behaves"]
    posts: int = 0
    people_asking: int = 0
    people_answered: int = 0

    def why_in(self, language: str) -> str:
        """Why it counts as official, in "en" or "ar"."""
        reason = "silent" if self.reason == "named" and not self.posts else self.reason
        return _WHY[language][reason].format(
            asking=f"{self.people_asking:,}", answered=f"{self.people_answered:,}"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The official accounts of an archive; `silent` are much addressed and wrote nothing."""

    accounts: tuple[Account, ...]
    silent: tuple[tuple[str, int], ...] = ()  # handle, number of people who named it


@dataclass(frozen=True, slots=True)
class Named:
    """An account as the user named it: a handle or id, and the agency it speaks for."""

    account: str
    agency: str


def named(handles: Sequence[str], file: Path | None) -> list[Named]:
    """The accounts given one by one and in a file: one a line, `HANDLE` or `HANDLE,AGENCY`.

    Accounts with the same agency answer for one another. Empty lines and lines that start with #
    are passed over. Raises TajawubError naming the file and line of an entry that is no handle.
    """
    given = [(f"--account {handle}", handle) for handle in handles]
    if file is not None:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise TajawubError(
                f"{file}: cannot be read as a list of accounts ({error}). Give a text file in "
                "UTF-8 with one account a line."
            ) from error
        given += [(f"{file}, line {n}", line) for n, line in enumerate(lines, 1)]
    found = list(_entries(given))
    if not found and (given or file is not None):
        # Guessing the accounts in their place would sweep for somebody else.
        source = "--account" if file is None else str(file)
        raise TajawubError(f"{source}: names no account. Write a handle such as @name.")
    return found


def _entries(given: Iterable[tuple[str, str]]) -> Iterable[Named]:
    for where, entry in given:
        text = entry.strip()
        if not text or text.startswith("#"):
            continue
        handle, _, agency = (part.strip() for part in text.partition(","))
        handle = handle.removeprefix("@")
        if not handle or any(c.isspace() for c in handle):
            raise TajawubError(
                f"{where}: “{text}” is not an account. Write a handle such as @name."
            )
        yield Named(handle.casefold(), agency or handle.casefold())


_BEHAVIOUR = """
    -- Who speaks to whom: the author replied to, and whom a post that replies to nothing names. The
    -- names before a reply are put there by the platform.
    WITH spoken AS (
        SELECT p.author AS speaker, up.author AS hearer, p.conversation, TRUE AS replied
        FROM people p JOIN people up ON up.channel = p.channel AND up.id = p.parent_id
        UNION ALL
        SELECT author, unnest(names), conversation, FALSE
        FROM people WHERE len(names) > 0 AND parent_id IS NULL
    ),
    asked AS (
        SELECT hearer AS author, count(DISTINCT speaker) AS people_asking,
               count(DISTINCT conversation) AS asked_in
        FROM spoken WHERE speaker <> hearer GROUP BY hearer
    ),
    answered AS (
        SELECT speaker AS author, count(DISTINCT hearer) AS people_answered,
               count(DISTINCT conversation) AS answered_in
        FROM spoken WHERE replied AND speaker <> hearer GROUP BY speaker
    ),
    wrote AS (
        SELECT author, count(*) AS posts, any_value(handle) AS handle,
               bool_or(official) AS official, bool_or(official IS NOT NULL) AS said
        FROM people GROUP BY author
    )
    SELECT coalesce(wrote.author, asked.author) AS author, handle, coalesce(posts, 0) AS posts,
           coalesce(official, FALSE) AS official, coalesce(said, FALSE) AS said,
           coalesce(people_asking, 0) AS people_asking, coalesce(asked_in, 0) AS asked_in,
           coalesce(people_answered, 0) AS people_answered, coalesce(answered_in, 0) AS answered_in
    FROM wrote FULL JOIN asked ON asked.author = wrote.author
    LEFT JOIN answered ON answered.author = wrote.author
"""


def find(db: duckdb.DuckDBPyConnection, chosen: Sequence[Named]) -> Found:
    """The official accounts among the authors of the table `linked`.

    Those the user named, if any; otherwise those that the source itself calls official, and, on
    channels whose source does not say, those that behave like it. Raises TajawubError where there
    is none.
    """
    db.execute(
        """
        CREATE OR REPLACE TEMP VIEW people AS
        SELECT channel, id, parent_id, conversation, official, author_handle AS handle,
               lower(coalesce(nullif(author_handle, ''), author_id)) AS author,
               CASE WHEN len(mentions) > 0 THEN list_transform(mentions, lambda x: lower(x))
                    ELSE list_transform(regexp_extract_all(text, '@([A-Za-z0-9_]{2,40})', 1),
                                        lambda x: lower(x)) END AS names
        FROM linked
        """
    )
    if chosen:
        return _those_named(db, chosen)
    rows = db.execute(
        f"""
        SELECT author, handle, posts, official, people_asking, people_answered
        FROM ({_BEHAVIOUR})
        WHERE official
           OR (NOT said AND people_asking >= {LEAST_ASKERS} AND asked_in >= {LEAST_ASKERS}
               AND people_answered >= {LEAST_ANSWERED} AND answered_in >= {LEAST_ANSWERED})
           OR (posts = 0 AND people_asking >= {SILENT_LEAST})
        ORDER BY people_asking DESC, author
        """  # noqa: S608 - only the constants above
    ).fetchall()
    accounts, silent = [], []
    for author, handle, posts, official, asking, answered in rows:
        if posts == 0:
            silent.append((author, asking))
            continue
        accounts.append(
            Account(
                key=author, agency=handle or author, handle=handle or author,
                reason="marked" if official else "behaves",
                posts=posts, people_asking=asking, people_answered=answered,
            )
        )  # fmt: skip
    if not accounts:
        raise TajawubError(
            "No account in these files behaves like an official one (spoken to by "
            f"{LEAST_ASKERS} people or more, answering {LEAST_ANSWERED} or more). "
            "Name it: --account HANDLE, or --accounts FILE with one a line."
            + (
                f" Much spoken to: {', '.join('@' + name for name, _ in silent[:5])}."
                if silent
                else ""
            )
        )
    return Found(accounts=tuple(accounts), silent=tuple(silent[:10]))


def _those_named(db: duckdb.DuckDBPyConnection, chosen: Sequence[Named]) -> Found:
    wanted = sorted({name.account for name in chosen})
    seen = {
        row[0]: row
        for row in db.execute(
            """
            SELECT n.name, any_value(p.author), any_value(p.handle), count(p.id)
            FROM (SELECT unnest($wanted) AS name) n
            LEFT JOIN (SELECT author, handle, id FROM people
                       UNION ALL SELECT lower(author_id), author_handle, id FROM linked
                       WHERE author_handle <> '' AND author_id <> '') p ON p.author = n.name
            GROUP BY n.name
            """,
            {"wanted": wanted},
        ).fetchall()
    }
    accounts = []
    for name in chosen:
        _, _, handle, posts = seen[name.account]
        key = (handle or "").casefold() or name.account
        accounts.append(
            Account(
                key=key,
                agency=(handle or name.agency) if name.agency == name.account else name.agency,
                handle=handle or name.account,
                reason="named",
                posts=posts,
            )
        )
    return Found(accounts=tuple(accounts))
