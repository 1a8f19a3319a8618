"""What a case is found by: the words of its citizen and its facets, as terms of one index.

PostgreSQL's inverted index cuts the lists of many terms with one another and starts from the
rarest, so that any combination of words and facets is found at a cost that follows what is found
and not what is there (docs/reasons/one-index-for-finding.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from tajawub.language.search import Term, keywords_of, query

FACETS: Final = ("agency", "account", "standing", "waits", "act", "scope", "urgent", "language")
LEAST_START: Final = 3  # letters; what begins with one or two is half of the language
_MARK: Final = "#"  # no word of a text holds it (language.search gives letters and digits only)


def facet(name: str, value: object) -> str:
    """The term of one facet's value."""
    shown = value if isinstance(value, str) else str(int(value))  # type: ignore[call-overload]
    return f"{_MARK}{name}:{shown}"


def facets(values: Mapping[str, object]) -> list[str]:
    """The terms of all facets of a case."""
    return [facet(name, values[name]) for name in FACETS]


def words(said: Sequence[Sequence[str]]) -> list[list[str]]:
    """Of each case the terms of what its citizen wrote and is called."""
    return keywords_of(["\n".join(texts) for texts in said])


def vector(terms: Iterable[str]) -> str:
    """The terms as PostgreSQL reads a tsvector. None may hold a quote; ours do not."""
    return " ".join(f"'{term}'" for term in terms)


def tsquery(typed: str, chosen: Mapping[str, Sequence[object]]) -> str:
    """What was typed and chosen as PostgreSQL reads a tsquery; "" where it is nothing.

    Each facet matches any of its values; facets and words must all match.
    """
    parts = [_any(f"'{facet(name, value)}'" for value in values) for name, values in chosen.items()]
    parts += [_word(term) for term in query(typed)]
    return " & ".join(part for part in parts if part)


def _word(term: Term) -> str:
    whole = [f"'{word}'" for word in term.alternatives]
    starts = [start for start in term.prefixes if len(start) >= LEAST_START]
    return _any([*whole, *(f"'{start}':*" for start in starts)])


def _any(alternatives: Iterable[str]) -> str:
    return "(" + " | ".join(alternatives) + ")"
