"""Search terms: of a text, to be kept with it, and of what somebody typed, to be looked up.

Each word of a text is kept as it is spelled after folding, and under what it is found by: its first
form where `words/search.toml` knows it (فواتير under فاتورة), else what is left of it without
article, clitics, pronoun and regular plural. A query word is looked up by the same terms, so that
both sides err together. Words are never reduced to roots: كتب and مكتب stay apart.

    terms = keywords("وصلتني فواتير الكهرباء")
    all(term.found_in(terms) for term in query("فاتورة كهرب"))

Needs no database: store the terms in any index of words, ask for one of `alternatives` or for a
word that begins with one of `prefixes`, and all terms of the query together.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import chain, islice, product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tajawub.language.normalize import LIMIT, fold_batch

MOST: Final = 1000  # distinct terms of one text: more than LIMIT characters of prose hold
LONGEST: Final = 40  # characters of a term
MOST_WORDS: Final = 32  # of a query
_AT_ONCE: Final = 2000  # texts folded in one array
_REMEMBERED: Final = 100_000  # words whose terms are kept at hand, some 30 MB
_SPELLINGS: Final = 64  # in Arabic letters, of one word typed in Latin ones

_LAST: Final = 0x1FFFF  # code points above are treated as this one, as in normalize.py
_DROPPED: Final = 0
_BETWEEN: Final = 0x20  # space, comma, hyphen
_GROUPED: Final = 0x1E  # the same between two digits
_BREAK: Final = 0x1F  # other signs
_LINK: Final = re.compile(r"(?:https?://|www\.)([^\s/]*)\S*", re.IGNORECASE)
_NUMBER: Final = re.compile(r"(?<![^\W_])\d{1,20}(?:\x1e\d{1,20}){1,5}(?![^\W_])")  # 050-123 4567
_WORD: Final = re.compile(r"[a-z0-9]+|[^\W\da-z_]+")
_STRETCHED: Final = re.compile(r"([^\W\d_])\1{2,}|(و)و+|(ي)ي+(?!ن)")
_DIGITS_APART: Final = re.compile(r"(\d\d+(?=[a-z]))?(.*?)(\d\d+)?")  # abc1234, not sa3a
_HAMZA: Final = frozenset("ءؤئ")
_WATER: Final = re.compile(r"^([وف]?(?:ال|بال|كال|لل|[بكل])?)ماء$")  # not ما, "not"
_SEAT: Final = re.compile(r"(?<!ف)ئ|ئ(?![هات])")  # فئة is not فيه, "in it"

# Affixes in folded spelling, with how much of a word they take: of several readings of a known word
# the one that takes least is right. An article counts as one letter, being rarely part of the word.
_ARTICLE: Final = ("ال", "بال", "كال", "لل", "هال", "عال", "لال")
_ARTICLES: Final = frozenset(before + article for article in _ARTICLE for before in ("", "و", "ف"))
_CLITICS: Final = ("", *"وفبكل", "وب", "ول", "وك", "فب", "فل", "ما", "لا", "وما", "ولا")
_BEFORE_VERB: Final = frozenset(("س", "ح", "ه", "وس", "فس", "وح", "وه"))
_VERB_BEGINS: Final = ("ي", "ت", "ن", "ا")
_OPENINGS: Final = {c: len(c) for c in (*_CLITICS, *_BEFORE_VERB)} | dict.fromkeys(_ARTICLES, 1)
_LONG_PRONOUNS: Final = frozenset(("كما", "هما", "ها", "هم", "هن", "كم", "كن", "كو", "نا", "ني"))
_PRONOUNS: Final = _LONG_PRONOUNS | {"ه", "ك", "ي"}
_WEAK_PLURALS: Final = frozenset(("ين", "ون", "ان", "ا", "و"))  # as often of the word: تلفون
_PLURALS: Final = _WEAK_PLURALS | {"تين", "تان", "توا", "ات", "وا", "تم", "تو", "ت", "ه"}
_ADJECTIVES: Final = frozenset(("يه", "يات", "يين", "يون"))
_ON_HAMZA: Final = frozenset("ي" + pronoun for pronoun in _PRONOUNS) - _ADJECTIVES  # عملائكم
_OWNED: Final = {p + pronoun for p in ("ات", "ين", "ون", "ت", "تو", "و") for pronoun in _PRONOUNS}
_ENDINGS: Final = _PRONOUNS | _PLURALS | _ADJECTIVES | _ON_HAMZA | _OWNED | {""}

_SHORT: Final = re.compile("(?=.{3,4}$)[^aeiou]*[aeiouy][^aeiouwxy]")  # English: clos(e), plan(e)

# Arabic consonants in the Latin letters and digits of people without an Arabic keyboard.
_SKELETON_MARK: Final = "ʕ"  # no keyboard has it: a skeleton is never taken for a word
_DIGRAPHS: Final = (("sh", "$"), ("ch", "$"), ("kh", "5"), ("gh", "8"), ("th", "t"), ("dh", "d"))
_TO_SKELETON: Final = str.maketrans("796xqg", "hst5gg", "aeiouwy2")
_ARABIC_SKELETON: Final = str.maketrans(
    "بتثجحخدذرزسشصضطظعغفقكلمنه", "bttjh5ddrzs$sdtz38fgklmnh", "اويئء"
)
_ONLY_DIGITS_WRITE: Final = re.compile("[عحخغقصطء]")
_SOUND: Final = re.compile(r"sh|ch|kh|gh|th|dh|aa|ee|ii|oo|ou|uu|.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One condition of a query: any of `alternatives`, or a term beginning with one of `prefixes`.

    Only the last word of a query has prefixes, while nothing is typed behind it.
    """

    alternatives: tuple[str, ...]
    prefixes: tuple[str, ...] = ()

    def found_in(self, terms: Collection[str]) -> bool:
        """Whether a text with these `keywords` meets the condition."""
        exact = any(alternative in terms for alternative in self.alternatives)
        return exact or any(term.startswith(self.prefixes) for term in terms)


def keywords(text: str) -> list[str]:
    """The distinct terms by which a text is found: letters and digits only, in order of appearance.

    Of the first LIMIT characters; at most MOST terms of at most LONGEST characters. Never fails.
    """
    return keywords_of([text])[0]


def keywords_of(texts: Sequence[str]) -> list[list[str]]:
    """`keywords` of each text. A word met lately costs one look-up."""
    found: list[list[str]] = []
    terms = _MEMORY.__getitem__
    for first in range(0, len(texts), _AT_ONCE):
        for line in _folded(texts[first : first + _AT_ONCE]):
            met = dict.fromkeys(chain.from_iterable(map(terms, line.split())))
            met.update(dict.fromkeys(_numbers(line).values()))
            found.append(list(islice(met, MOST)))
    return found


def query(text: str) -> tuple[Term, ...]:
    """The conditions, all of which a text must meet to be found by what was typed.

    Function words count only if there are no others; the first MOST_WORDS words count.
    An empty query, or one of signs only, has none.
    """
    [line] = _folded([text])
    words = _words(line)[:MOST_WORDS]
    numbers = _numbers(line)
    asked: dict[str, Term] = {}
    for place, word in enumerate(words, start=1):
        typing = place == len(words) and not line[-1].isspace()
        begun = _beginnings(word) if typing else ()
        found = _found_by(word)
        found += (*_across_scripts(word, found), *_known_by(begun))
        found += (numbers[word],) if word in numbers else ()
        asked[word] = Term(alternatives=tuple(dict.fromkeys(found)), prefixes=begun)
    telling = [term for word, term in asked.items() if word not in _lexicon().ignored]
    return tuple(dict.fromkeys(telling or asked.values()))


class _Memory(dict[str, tuple[str, ...]]):
    """The terms of each folded word met lately."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        found = (t for part in _parts(word) for t in (part, *_found_by(part), *_skeleton(part)))
        terms = tuple(dict.fromkeys(found))
        if len(word) <= LONGEST:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[word] = terms
        return terms


_MEMORY: Final = _Memory()


@cache
def _table() -> NDArray[np.uint32]:
    """What each code point is folded to; as in normalize.py, but hamza and digits stay."""
    chars = list(map(chr, range(_LAST + 1)))
    folded = fold_batch([" ".join(chars[i : i + 1000]) for i in range(0, len(chars), 1000)])
    table = np.full(len(chars), _DROPPED, dtype=np.uint32)
    table[folded.raw[folded.source]] = folded.codes
    for code, char in enumerate(chars):
        if char in "ءؤئ":
            table[code] = code
        elif char.isdigit():
            table[code] = ord(str(unicodedata.digit(char)))
        elif table[code] and not chr(table[code]).isalnum():
            table[code] = _DROPPED if unicodedata.category(char)[0] == "M" else _BREAK
    table[[ord(sign) for sign in " -,٬\u00a0\u2011"]] = _BETWEEN
    return table


def _folded(texts: Sequence[str]) -> list[str]:
    """Each text as folded words with _BETWEEN or _BREAK between them."""
    cut = [_plain(text[:LIMIT]) for text in texts]
    raw = np.frombuffer("\n".join((*cut, "")).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    codes = _table()[np.minimum(raw, _LAST)]
    ends = np.cumsum([len(text) + 1 for text in cut]) - 1
    codes[ends] = ord("\n")
    codes = codes[codes != _DROPPED]
    digit = (codes >= ord("0")) & (codes <= ord("9"))
    codes[1:-1][(codes[1:-1] == _BETWEEN) & digit[:-2] & digit[2:]] = _GROUPED
    lines: list[str] = codes.tobytes().decode("utf-32-le", "surrogatepass").split("\n")
    return lines[:-1]


def _plain(text: str) -> str:
    """With of a link only the site, and letters as Unicode means them: ﻻ is لا."""
    sites = _LINK.sub(r"\1 ", text) if "://" in text or "www." in text else text
    return unicodedata.normalize("NFKC", sites)


def _numbers(line: str) -> dict[str, str]:
    """Of each number written in groups: each group, with the number in one piece."""
    numbers = _NUMBER.findall(line) if chr(_GROUPED) in line else ()
    return {group: "".join(n.split())[:LONGEST] for n in numbers for group in n.split()}


def _words(line: str) -> list[str]:
    return [part for word in line.split() for part in _parts(word)]


def _parts(word: str) -> list[str]:
    """A folded word, apart where scripts or letters and long numbers meet, hamza on its seat.

    Hamza is folded to what those write who leave it out: سؤال is سوال, فائدة is فايدة.
    """
    word = _STRETCHED.sub(r"\1\2\3", word)
    if not word.isascii() and not _HAMZA.isdisjoint(word):
        word = _WATER.sub(r"\1ماي", word) if "ماء" in word else word
        word = word.replace("ئو", "و").replace("ؤ", "و").replace("ء", "")
        word = _STRETCHED.sub(r"\1\2\3", _SEAT.sub("ي", word))
    parts: list[str] = []
    for part in _WORD.findall(word):
        if part.isalpha() or part.isdigit():
            parts.append(part[:LONGEST])
        else:
            apart = _DIGITS_APART.fullmatch(part[: 2 * LONGEST])
            parts.extend(piece[:LONGEST] for piece in (apart.groups() if apart else ()) if piece)
    return parts


def _found_by(word: str) -> tuple[str, ...]:
    """The terms by which a folded word is found; the same for a text and for a query."""
    if word in _lexicon().ignored or word.isdigit():
        return (word,)
    return _english(word) if word.isascii() else _arabic(word)


def _beginnings(word: str) -> tuple[str, ...]:
    """How the word may begin of which this much is typed: as it stands, and without its article."""
    begun = dict.fromkeys((word, _without_article(word, least=2)))
    return tuple(beginning for beginning in begun if len(beginning) >= 2)


def _known_by(begun: tuple[str, ...]) -> list[str]:
    """What known words that begin so stand under: رسو may become رسوم, which is under رسم."""
    forms = _lexicon().forms.items() if begun else ()
    return [first for form, firsts in forms if form.startswith(begun) for first in firsts]


def _arabic(word: str) -> tuple[str, ...]:
    known = _known(word)
    if known:
        return known
    bare = _without_article(word)
    found = [bare, _stem(bare)]
    for _ in range(2 if bare == word else 0):  # an unknown وت... may be و and a word, or a word
        if len(word) >= 5 and (word[0] in "وفبكل" or (word[0] == "س" and word[1] in _VERB_BEGINS)):
            word = word[1:]
            found.append(_stem(word))
    return tuple(dict.fromkeys(found))


def _known(word: str) -> tuple[str, ...]:
    """What a known word stands under, with as little as may be taken off it; () if unknown."""
    forms = _lexicon().forms
    if word in forms:
        return forms[word]
    best: tuple[str, ...] = ()
    least = LONGEST
    ends = [end for end in range(len(word), max(len(word) - 7, 1), -1) if word[end:] in _ENDINGS]
    for start in [start for start in range(min(5, len(word))) if word[:start] in _OPENINGS]:
        for end in ends:
            cost, base = _OPENINGS[word[:start]] + len(word) - end, word[start:end]
            if cost < least and (base in forms or base + "ه" in forms):
                found = _base_of(base, word[:start], word[end:])
                best, least = (found, cost) if found else (best, least)
    return best


def _base_of(base: str, opening: str, ending: str) -> tuple[str, ...]:
    """What a known word stands under, if these affixes can stand at it."""
    forms = _lexicon().forms
    if opening in _BEFORE_VERB and not base.startswith(_VERB_BEGINS[: 3 + ("س" in opening)]):
        return ()
    clear = opening in _ARTICLES or not opening
    feminine = ending.startswith(("ت", "ات")) and not ending.startswith(("تو", "تم"))
    if feminine and base + "ه" in forms and len(base) >= 3 - clear:
        return forms[base + "ه"]
    if ending in _ON_HAMZA and not base.endswith("ا"):
        return ()
    shortest = clear and (not ending or ending in _LONG_PRONOUNS)
    least = 2 if shortest else 4 if ending in _ADJECTIVES else 3
    return forms.get(base, ()) if len(base) >= least else ()


def _without_article(word: str, *, least: int = 3) -> str:
    for size in (4, 3, 2):
        if word[:size] in _ARTICLES and len(word) - size >= least:
            return word[size:]
    return word


def _stem(word: str) -> str:
    """An unknown word without pronoun and regular plural, if at least three letters are left."""
    for size in (3, 2, 1):
        ending = word[-size:]
        if ending in _PRONOUNS and len(word) - size >= 3:
            if ending == "ني" and word[-3] in "اوي":
                continue  # قانون and ي
            word = word[:-size]
            if ending != "ه" and len(word) > 3 and word.endswith(("اي", "او")):
                word = word[:-1]  # hamza: زملائك, زملاؤك
            break
    for size in (3, 2, 1):
        ending = word[-size:]
        if ending in _PLURALS and len(word) - size >= 3 + (ending in _WEAK_PLURALS):
            return word[:-size]
    return word


def _english(word: str) -> tuple[str, ...]:
    """A known form, else a light stem after the S-stemmer and step 1b of Porter (1980)."""
    forms = _lexicon().forms
    singular = _singular(word)
    for form in (word, singular, *_skeleton(word)):
        if form in forms:
            return forms[form]
    stem = _without_ending(singular)
    return forms.get(stem) or (stem,)


def _singular(word: str) -> str:
    if len(word) <= 3 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "xes", "zzes", "ches", "shes")) else word[:-1]


def _without_ending(word: str) -> str:
    stem = re.sub(r"(?<=..)ied$", "y", word)
    stem = re.sub(r"(?<=..[^e])(?:ing|ed)$", "", stem)
    if not re.search("[aeiouy]", stem):
        return word  # string
    if stem != word and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        stem = stem[:-1]  # planning is of plan
    elif stem != word and _SHORT.fullmatch(stem):
        stem += "e"  # closing is of close
    stem = re.sub(r"(?<=...)is(?=ation$|e$|er$|$)", "iz", stem)
    if len(stem) > 5 and stem.endswith("ll"):
        return stem[:-1]
    return re.sub(r"(?<=...[^e])e$", "", stem) if not _SHORT.fullmatch(stem[:-1]) else stem


def _skeleton(word: str) -> tuple[str, ...]:
    """The consonants of an Arabic word in Latin letters and digits (sa3a, se3ah), with a mark."""
    if not word.isascii() or word.isalpha() or word.isdigit():
        return ()
    for letters, one in _DIGRAPHS:
        word = word.replace(letters, one)
    word = re.sub(r"^[aei]l(?=...)|(?<=..)h$", "", word)
    return _marked(re.sub(r"(.)\1+", r"\1", word).translate(_TO_SKELETON))


def _marked(consonants: str) -> tuple[str, ...]:
    return (_SKELETON_MARK + consonants.replace("$", "x"),) if len(consonants) >= 2 else ()


def _across_scripts(word: str, found: tuple[str, ...]) -> tuple[str, ...]:
    """For a query: Arabic words as Latin skeletons, a Latin one with digits in Arabic letters."""
    arabic = [term for term in found if _ONLY_DIGITS_WRITE.search(term)]
    skeletons = list(_skeleton(word))
    for term in arabic:
        consonants = term.removesuffix("ه").translate(_ARABIC_SKELETON)
        skeletons += _marked(consonants) + _marked(consonants.replace("j", "g"))  # Egypt's ج
    if arabic or not _skeleton(word):
        return tuple(skeletons)
    latin = re.sub("(?<=.)[ae]h?$", "A", word)
    sounds = [_lexicon().sounds.get(sound, [""]) for sound in _SOUND.findall(latin)]
    sounds[0] = ["ا"] if word[0] in "aeiou" else sounds[0]
    spellings = map("".join, islice(product(*sounds), _SPELLINGS))
    return (*skeletons, *(found for s in spellings if len(s) > 1 for found in _arabic(s)))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    ignored: frozenset[str]
    forms: dict[str, tuple[str, ...]]  # a form, and the first forms of its lines
    sounds: dict[str, list[str]]  # Latin letters, and how each may be written in Arabic ones


@cache
def _lexicon() -> _Lexicon:
    file = resources.files("tajawub.language") / "words" / "search.toml"
    data = tomllib.loads(file.read_text(encoding="utf-8"))
    verbs_out = re.sub(r"\+(\S+)", r"ي\1 ت\1 ن\1 ا\1", data["forms"])
    forms: dict[str, dict[str, None]] = {}
    for line in filter(str.strip, _folded([*verbs_out.splitlines(), *data["whole"].split()])):
        first, *others = _words(line)
        for form in (first, *others, *chain.from_iterable(map(_skeleton, others))):
            forms.setdefault(form, {})[first] = None
    return _Lexicon(
        ignored=frozenset(chain.from_iterable(map(_words, _folded(data["ignored"].split())))),
        forms={form: tuple(firsts) for form, firsts in forms.items()},
        sounds=data["sounds"],
    )
