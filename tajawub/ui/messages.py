"""Gathers every text marked for translation, updates the Arabic catalogue and compiles it.

    python -m tajawub.ui.messages            update locale/ar/LC_MESSAGES/django.po, compile it
    python -m tajawub.ui.messages --check    say what is missing or stale and change nothing

In place of Django's makemessages and compilemessages, which need GNU gettext on the machine. Babel
is among the development tools; running Tajawub needs neither.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from gettext import GNUTranslations
from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE: Final = Path(__file__).parent.parent
FOLDER: Final = Path(__file__).parent / "locale" / "ar" / "LC_MESSAGES"
PO: Final = FOLDER / "django.po"
MO: Final = FOLDER / "django.mo"
HOW: Final = "Run `make messages`, write the Arabic in tajawub/ui/locale, run it again."

# The forms are Unicode's for Arabic (CLDR): none, one, two, 3 to 10, 11 to 99, hundreds.
HEADER: Final = """# The Arabic of the desk. How to write it: docs/reasons/looks.md, "Texts".
msgid ""
msgstr ""
"Project-Id-Version: Tajawub\\n"
"Language: ar\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
"n%100>=11 ? 4 : 5;\\n"

"""
_KEYWORDS: Final = {
    **DEFAULT_KEYWORDS,
    "gettext_noop": None,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
_PLACEHOLDER: Final = re.compile(r"%\((\w+)\)")
_LATIN_WORD: Final = re.compile(r"[A-Za-z]{2,}")
_ARABIC: Final = re.compile(r"[\u0621-\u064a]")


def gathered() -> Catalog:
    """Every marked text of the package, with the files it stands in."""
    found = Catalog(locale="ar", charset="utf-8")
    for path in _sources():
        for _line, texts, comments, context in _texts(path):
            found.add(
                texts,
                locations=[(path.relative_to(PACKAGE).as_posix(), 0)],
                auto_comments=comments,
                context=context,
            )
    return found


def kept() -> Catalog:
    """The Arabic catalogue as it stands."""
    if not PO.exists():
        return read_po(BytesIO(HEADER.encode()), locale="ar")
    with PO.open("rb") as file:
        return read_po(file, locale="ar")


def update() -> Catalog:
    """Brings the catalogue up to the texts, leaves out what is no longer said, and compiles it."""
    catalogue = kept()
    catalogue.update(gathered(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    body = BytesIO()
    write_po(body, catalogue, width=100, omit_header=True, sort_output=True, include_lineno=False)
    FOLDER.mkdir(parents=True, exist_ok=True)
    PO.write_text(HEADER + body.getvalue().decode(), encoding="utf-8")
    MO.write_bytes(_compiled(kept()))
    return catalogue


def problems() -> list[str]:
    """What is wrong with the catalogue, one line each; empty where all is well."""
    catalogue, texts = kept(), gathered()
    wrong = [f"not in the catalogue: {_name(m)}" for m in texts if m.id and not _in(catalogue, m)]
    wrong += [f"no longer said: {_name(m)}" for m in catalogue if m.id and not _in(texts, m)]
    for message in catalogue:
        if message.id:
            wrong += [f"{fault}: {_name(message)}" for fault in faults(message)]
    if not MO.exists() or _says(MO.read_bytes()) != _says(_compiled(catalogue)):
        wrong.append("django.mo is older than django.po")
    return wrong


def faults(message: Message) -> Iterator[str]:
    """What is wrong with one translated message."""
    ids, forms = _several(message.id), _several(message.string)
    if message.fuzzy:
        yield "fuzzy"
    if message.pluralizable and len(forms) != 6:
        yield f"{len(forms)} plural forms, not 6"
    if not all(forms):
        yield "no Arabic"
        return
    wanted = set(_PLACEHOLDER.findall(" ".join(ids)))
    for at, form in enumerate(forms):
        given = set(_PLACEHOLDER.findall(form))
        # None, one and two can be said without their number: يومان.
        spare = 1 if message.pluralizable and at < 3 else 0
        if given - wanted or len(wanted - given) > spare:
            yield f"other placeholders in «{form}»"
        if _LATIN_WORD.search(_PLACEHOLDER.sub("", ids[0])) and not _ARABIC.search(form):
            yield f"not Arabic: «{form}»"


def _sources() -> Iterator[Path]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if not path.name.startswith("test_") and "migrations" not in path.parts:
            yield path
    yield from sorted(PACKAGE.rglob("templates/**/*.html"))


def _texts(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        # Made into something like Python, whose indentation means nothing.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    elif "django.utils.translation" not in source:
        return
    yield from extract(
        "python",
        BytesIO(source.encode()),
        keywords=_KEYWORDS,
        comment_tags=("Translators:",),
        options={"encoding": "utf-8"},
    )


def _in(catalogue: Catalog, message: Message) -> bool:
    found = catalogue.get(message.id, message.context)
    return found is not None and found.id == message.id


def _compiled(catalogue: Catalog) -> bytes:
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def _says(compiled: bytes) -> dict[object, str]:
    """What a compiled catalogue says, without its head, which depends on who compiled it."""
    said = dict(vars(GNUTranslations(BytesIO(compiled)))["_catalog"])
    said.pop("", None)
    return said


def _name(message: Message) -> str:
    text = _several(message.id)[0]
    return f"“{text}”" + (f" ({message.context})" if message.context else "")


def _several(texts: object) -> tuple[str, ...]:
    return tuple(map(str, texts)) if isinstance(texts, list | tuple) else (str(texts or ""),)


if __name__ == "__main__":
    if "--check" not in sys.argv:
        update()
    wrong = problems()
    sys.stdout.writelines(f"{line}\n" for line in wrong)
    sys.exit(HOW if wrong else 0)
