"""Letters that nobody sees: folded at the door, so that they make no second product, person or team of one."""

import re
import unicodedata

# What moves the cursor or only looks like a blank, as NFKC and spreadsheets have it.
_BLANKS = (
    r"\t\n\v\f\r\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{2800}\x{3000}"
    r"\x{3164}\x{FFA0}"
)
# Controls (C0 and C1), soft hyphens, marks of direction, zero-width spaces, selectors of variants, byte order marks,
# tags.
_UNSEEN = (
    r"\x{00}-\x{08}\x{0E}-\x{1F}\x{7F}-\x{84}\x{86}-\x{9F}\x{AD}\x{34F}\x{61C}\x{180E}\x{200B}\x{200E}\x{200F}"
    r"\x{202A}-\x{202E}\x{2060}-\x{2064}\x{2066}-\x{206F}\x{FE00}-\x{FE0F}\x{FEFF}\x{FFF9}-\x{FFFB}\x{E0000}-\x{E007F}"
)
# U+200C and U+200D shape the words of Persian or Hindi; beside a letter of Latin, Greek, Cyrillic or Hebrew, beside a
# blank or at an end they shape nothing.
_JOINERS = r"\x{200C}\x{200D}"
_UNSHAPED = r"\x{00}-\x{5FF}"
_STEPS = (
    (rf"[{_UNSEEN}]", ""),
    (rf"[{_BLANKS} ]+", " "),
    (rf"(^|[{_UNSHAPED}])[{_JOINERS}]+", r"\1"),
    (rf"[{_JOINERS}]+($|[{_UNSHAPED}])", r"\1"),
    (" +", " "),
    ("^ | $", ""),
)
_SUSPECT = rf"[{_UNSEEN}{_BLANKS}{_JOINERS}]|  |^ | $"


def _python(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\x\{([0-9A-F]+)\}", lambda code: re.escape(chr(int(code[1], 16))), pattern))


_PYTHON_STEPS = [(_python(pattern), kept) for pattern, kept in _STEPS]


def folded(text: str) -> str:
    r"""Write a text with one blank where any were, none at its ends, without controls and marks that nobody sees.

    Accented letters are composed; letters themselves stay, Turkish and right-to-left ones included.

    >>> folded(" AutoCAD\u00a0 LT\u200b"), folded("\u200fsalma@firma.example"), folded("می\u200cخواهم")
    ('AutoCAD LT', 'salma@firma.example', 'می\u200cخواهم')
    """
    for pattern, kept in _PYTHON_STEPS:
        text = pattern.sub(kept, text)
    return unicodedata.normalize("NFC", text)


def plain_digits(text: str) -> str:
    """Write the digits of every script as 0 to 9.

    >>> plain_digits("١٤/٠٩"), plain_digits("２０２６")
    ('14/09', '2026')
    """
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def folded_sql(text: str) -> str:
    """Write, as SQL does, what `folded` makes of an expression; null of a text of which nothing is left."""
    steps = text
    for pattern, kept in _STEPS:
        steps = f"regexp_replace({steps}, '{pattern}', '{kept}', 'g')"
    return f"nullif(nfc_normalize(CASE WHEN regexp_matches({text}, '{_SUSPECT}') THEN {steps} ELSE {text} END), '')"
