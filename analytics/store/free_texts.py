"""Texts that somebody wrote freely, and whether they name a person."""

import re

import polars as pl

from analytics.masking import E_MAIL, Mask, masked_words
from analytics.store.catalogue import CATALOGUE, KEYS, Holds, Texts, texts
from analytics.store.database import Store

_BEFORE_AT = "'^([^@]*[._-][^@]*)@'"
# One word that somebody typed for a person may be any word, such as Finance.
_TYPED = r"regexp_matches(text, '\S\s+\S|@')"
# Parts of a name: a first name alone may be anything.
_PARTS = ("first_name", "last_name")


def _named(each: Texts) -> str:
    kept = "true" if CATALOGUE[each.table].of_loads or each.table in KEYS else _TYPED
    return f"SELECT unnest([text, regexp_extract(text, {_BEFORE_AT}, 1)]) AS name FROM ({each.query}) WHERE {kept}"


NAMES = " UNION ".join(
    [
        "SELECT coalesce(last_name, first_name) AS name FROM users",
        *(_named(each) for each in texts(Holds.PERSON) if each.column not in _PARTS),
    ]
)
"""Asks for what a text names somebody by: of users a last name, an id, the words before the @ of an e-mail; of all
others whom the store knows what they are called there, unless somebody typed it in one word."""
FULL_NAMES = """
    SELECT unnest([first_name || ' ' || last_name, last_name || ' ' || first_name]) AS name FROM users
"""
"""Asks for first and last names: a last name alone may be any word of a sentence."""
# Shown nowhere, and there may be millions.
_OF_ROWS = ("custom_fields", "report_rows")
_WRITTEN = " UNION ".join(each.query for each in texts(Holds.FREE_TEXT) if each.table not in _OF_ROWS)
_RECEIPTS = """
    SELECT DISTINCT unnest([receipt->>'message', receipt->>'hint'] || (receipt->>'$.findings[*].message')
                           || (receipt->>'$.findings[*].hint')) AS text
    FROM loads
"""
_NO_WORD = r"[^\p{L}\p{N}]+"
# Chinese, Japanese and Korean write names and the words beside them without a blank between.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
_SHORTEST = 2
_NO_LETTERS = re.compile(r"[\W_]+")


def mask_of(store: Store) -> Mask:
    """Return what is hidden of a store while names are masked: the texts that pseudonyms would replace."""
    written, receipts = store.frame(_WRITTEN)["text"], store.frame(_RECEIPTS)["text"]
    named = naming_texts(written, store.frame(NAMES)["name"]).to_list()
    named += naming_texts(receipts, store.frame(FULL_NAMES)["name"]).to_list()
    return Mask(frozenset(named))


def hidden(store: Store, text: str) -> str:
    """Mask a sentence that may quote what somebody typed: texts that name somebody, full names, every e-mail."""
    full = store.frame(FULL_NAMES)["name"]
    for name in full.filter(_stand_in(text, full)):
        parts = r"[\W_]+".join(map(re.escape, _NO_LETTERS.split(name)))
        text = re.sub(rf"(?<![^\W_]){parts}(?![^\W_])", lambda match: masked_words(match[0]), text, flags=re.IGNORECASE)
    return mask_of(store).text(text)


def names_somebody(text: str, names: pl.Series) -> bool:
    """Return whether `naming_texts` would return a text, in little memory however many names there are.

    >>> names_somebody("use of LEE, Ann.csv", pl.Series(["Ann Lee", "lee", None]))
    True
    """
    return bool(naming_texts(pl.Series([text]), names.filter(_stand_in(text, names))).len())


def naming_texts(written: pl.Series, names: pl.Series) -> pl.Series:
    """Give those texts that have an e-mail in them, or one of the names as whole words.

    Capitals, accents written apart, and what stands between the words of a name do not matter. A name of one letter
    is none.

    Parameters
    ----------
    written
        What was written; null for nothing.
    names
        Of persons; null for none.

    >>> written = pl.Series(["Bridge", "asked by LEE, Ann", "Leeds", "a@b.example"])
    >>> naming_texts(written, pl.Series(["Ann Lee", "lee"])).to_list()
    ['asked by LEE, Ann', 'a@b.example']
    """
    words = pl.col("words")
    known = (
        pl.DataFrame({"name": names.cast(pl.String)})
        .select(_words(pl.col("name")).str.strip_chars().alias("words"))
        .filter(words.str.len_chars() >= _SHORTEST)
        .select(pl.when(words.str.contains(_UNSPACED)).then(words).otherwise(" " + words + " "))
    )
    named = _words(pl.col("text")).str.contains_any(known["words"].unique().implode())
    e_mail = pl.col("text").str.normalize("NFKC").str.contains(E_MAIL)
    return pl.DataFrame({"text": written.cast(pl.String)}).filter(e_mail | named)["text"]


def _stand_in(text: str, names: pl.Series) -> pl.Series:
    """Return for each name whether its words stand in a text."""
    words = pl.lit(text).pipe(_words)
    name = pl.col("name").cast(pl.String)
    found = words.str.contains(_words(name).str.strip_chars(), literal=True)
    return pl.DataFrame({"name": names}).select((found & name.is_not_null()).fill_null(value=False))["literal"]


def _words(text: pl.Expr) -> pl.Expr:
    """Write texts as their words in lower case with a blank around each."""
    return " " + text.str.normalize("NFKC").str.to_lowercase().str.replace_all(_NO_WORD, " ").str.strip_chars() + " "
