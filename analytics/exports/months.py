"""The names of months in the languages of every market, as the Unicode CLDR has them (through babel)."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TypeAlias

from babel import Locale

# The languages of the countries that Autodesk sells in; of some the forms of a region too, where they differ.
_LANGUAGES = (
    *("en", "en_GB", "en_AU", "de", "de_AT", "fr", "fr_CA", "es", "es_MX", "pt", "pt_PT", "it", "nl", "da", "sv", "nb"),
    *("nn", "fi", "is", "et", "lv", "lt", "pl", "cs", "sk", "hu", "ro", "bg", "hr", "bs", "sr", "sr_Latn", "sl"),
    *(
        "mk",
        "sq",
        "el",
        "tr",
        "ru",
        "uk",
        "be",
        "kk",
        "ky",
        "uz",
        "az",
        "ka",
        "hy",
        "mn",
        "he",
        "ar",
        "ar_SY",
        "fa",
        "ur",
    ),
    *("hi", "bn", "ta", "te", "mr", "gu", "kn", "ml", "pa", "si", "ne", "th", "vi", "id", "ms", "fil", "km", "lo"),
    *("my", "ko", "ja", "zh", "zh_Hant", "ca", "eu", "gl", "mt", "ga", "cy", "af", "sw"),
)
_SHORTEST = 3  # letters of a month's name that stand for it, as spreadsheets cut it where the CLDR does not
_LONGEST = 4  # words of a month's name
# What stands beside day and year, beyond what the CLDR writes there: ordinals, and articles of everyday letters.
_BESIDE = frozenset({"st", "nd", "rd", "th", "er", "e", "o", "a", "of", "the", "del", "ngay", "nam"})
# What Windows writes in the short dates of these languages, and no name of the CLDR begins with.
_OF_WINDOWS = {"de": {"Mrz": 3}, "hr": {"vlj": 2}}
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})
_YEAR_SIGNS = frozenset({"年", "년"})
_ACCENTS = re.compile("[\u0300-\u036f]")
_INNER_DOT = re.compile(r"(?<=[^\s\d.,])[.'’](?=[^\s\d.,])")
_TOKEN = re.compile(r"[0-9]+|[^\s0-9.,،/()\[\]（）_'’\-]+")
_QUOTED = re.compile(r"'([^']+)'")
_BEFORE_MONTH = re.compile(r"([^\sA-Za-z'.,/]+)MMM")

Months: TypeAlias = Mapping[str, int]
"""Language to month, 1 to 12."""


@dataclass(frozen=True)
class Worded:
    """A day with its month in words."""

    name: str
    """The month, as it is compared."""
    first: str
    """The number that stands first, of day and year."""
    second: str
    year_first: bool | None
    """Whether the first number is the year; None when neither can be told from the other."""


@dataclass(frozen=True)
class _Calendar:
    """What all languages write in a day."""

    names: Mapping[str, Months]
    """Every name of a month, as the CLDR has it."""
    cut: Mapping[str, Months]
    """Every beginning that only one month of a language has."""
    beside: frozenset[str]
    """Words that say nothing about the day: weekdays, and what stands between its parts."""
    weekdays: frozenset[str]


def worded(text: str) -> Worded | None:
    """Take a day apart that has its month in words; None for anything else.

    >>> worded("Tuesday, 3rd March 2026")
    Worded(name='march', first='3', second='2026', year_first=False)
    >>> worded("14-SEP-26").year_first, worded("Total 2026")
    (None, None)
    """
    calendar = _calendar()
    tokens = _tokens(text)
    places = list(_month_places(tokens, calendar))
    if len(places) > 1 and tokens[places[0][0]] in calendar.weekdays:  # mar 3 mar 2026: a Tuesday in March
        del places[0]
    if len(places) != 1:
        return None
    start, end = places[0]
    others = tokens[:start] + tokens[end:]
    numbers = [token for token in others if token.isdigit()]
    if len(numbers) != 2 or not calendar.beside.issuperset(token for token in others if not token.isdigit()):
        return None
    return Worded(" ".join(tokens[start:end]), numbers[0], numbers[1], _year_first(numbers, others))


def months_of(names: Collection[str]) -> tuple[dict[str, int], dict[str, Months]]:
    """Read the names of months of one column, in the languages that know all of them if there are any.

    Parameters
    ----------
    names
        As `worded` has them.

    Returns
    -------
    tuple
        The month of each name, and of each name that different languages have for different months, those.

    >>> months_of(["lis", "paz"])[0], months_of(["lis"])[0]
    ({'lis': 11, 'paz': 10}, {})
    """
    calendar = _calendar()
    exact: dict[str, Months] = {name: calendar.names.get(name, {}) for name in names}
    loose: dict[str, Months] = {name: {**calendar.cut.get(name, {}), **months} for name, months in exact.items()}
    for known in (exact, loose):
        shared = set.intersection(*map(set, known.values())) if known else set()
        if shared:
            return _agreed({name: {key: known[name][key] for key in sorted(shared)} for name in names})
    return _agreed({name: exact[name] or loose[name] for name in names})


def language_name(language: str) -> str:
    """Return the English name of a language.

    >>> language_name("hr")
    'Croatian'
    """
    return str(Locale.parse(language).english_name)


def is_weekday(text: str) -> bool:
    """Return whether a text is a weekday in some language.

    >>> is_weekday("Mon"), is_weekday("水"), is_weekday("Total")
    (True, True, False)
    """
    return " ".join(_tokens(text)) in _calendar().weekdays


def _agreed(known: Mapping[str, Months]) -> tuple[dict[str, int], dict[str, Months]]:
    sure = {name: next(iter(months.values())) for name, months in known.items() if len(set(months.values())) == 1}
    return sure, {name: months for name, months in known.items() if len(set(months.values())) > 1}


def _year_first(numbers: Sequence[str], others: Sequence[str]) -> bool | None:
    long = [len(number) > 2 for number in numbers]
    if long[0] != long[1]:
        return long[0]
    after = others[others.index(numbers[0]) + 1 :]
    return True if after and after[0] in _YEAR_SIGNS else None


def _month_places(tokens: Sequence[str], calendar: _Calendar) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(tokens):
        ends = range(min(len(tokens), start + _LONGEST), start, -1)
        end = next((end for end in ends if _is_month(" ".join(tokens[start:end]), calendar)), None)
        if end is not None:
            yield start, end
        start = end or start + 1


def _is_month(name: str, calendar: _Calendar) -> bool:
    return name in calendar.names or name in calendar.cut


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold().replace("ı", "i"))
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", plain))
    return _TOKEN.findall(_INNER_DOT.sub("", plain).replace("年", " 年 "))


@cache
def _calendar() -> _Calendar:
    names: dict[str, dict[str, int]] = {}
    cut: dict[str, dict[str, int]] = {}
    between: set[str] = set(_BESIDE)
    weekdays: set[str] = set()
    for language in _LANGUAGES:
        locale = Locale.parse(language)
        patterns = [str(locale.date_formats[length].pattern) for length in ("short", "medium", "long", "full")]
        prefixes = {"", *(prefix for pattern in patterns for prefix in _BEFORE_MONTH.findall(pattern))}
        written = {
            name: month
            for context in ("stand-alone", "format")
            for width in ("abbreviated", "wide")
            for month, name in locale.months[context][width].items()
        }
        written |= {name.translate(_UMLAUTS): month for name, month in written.items()}
        written |= _OF_WINDOWS.get(language, {})
        months = {" ".join(_tokens(prefix + name)): month for name, month in written.items() for prefix in prefixes}
        for name, month in months.items():
            names.setdefault(name, {})[language] = month
        for name, month in _beginnings(months):
            cut.setdefault(name, {})[language] = month
        between.update(token for pattern in patterns for token in _beside(pattern))
        weekdays.update(
            " ".join(_tokens(name))
            for context in ("stand-alone", "format")
            for width in ("abbreviated", "wide", "short")
            for name in locale.days[context].get(width, {}).values()
        )
    words = {word for weekday in weekdays for word in weekday.split()}
    return _Calendar(names, cut, frozenset(between | words), frozenset(weekdays))


def _beginnings(months: Months) -> Iterator[tuple[str, int]]:
    """Return each beginning of a name that no name of another month has."""
    single = {name: month for name, month in months.items() if " " not in name and not name.isdigit()}
    for name, month in single.items():
        for end in range(_SHORTEST, len(name)):
            start = name[:end]
            if all(other == month for longer, other in single.items() if longer.startswith(start)):
                yield start, month


def _beside(pattern: str) -> list[str]:
    """Return the words that a pattern of the CLDR has beside day, month and year."""
    quoted = " ".join(_QUOTED.findall(pattern))
    unquoted = re.sub("[A-Za-z]", " ", _QUOTED.sub(" ", pattern))
    return _tokens(f"{quoted} {unquoted}")
