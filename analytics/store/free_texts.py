"""Texts that somebody wrote freely, and whether they name a person."""

import polars as pl

from analytics.masking import E_MAIL

NAMES = """
    SELECT unnest([coalesce(last_name, first_name), key, regexp_extract(key, '^([^@]*[._-][^@]*)@', 1)]) AS name
    FROM users
    UNION SELECT unnest([manager, regexp_extract(manager, '^([^@]*[._-][^@]*)@', 1)]) FROM directory_rows
"""
"""Asks for what a text names somebody by: a last name, an id, the words before the @ of an e-mail; of managers all that
a directory calls them."""
FULL_NAMES = """
    SELECT unnest([first_name || ' ' || last_name, last_name || ' ' || first_name]) AS name FROM users
"""
"""Asks for first and last names: a last name alone may be any word of a sentence."""
_NO_WORD = r"[^\p{L}\p{N}]+"
# Chinese, Japanese and Korean write names and the words beside them without a blank between.
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
_SHORTEST = 2


def naming_texts(texts: pl.Series, names: pl.Series) -> pl.Series:
    """Give those texts that have an e-mail in them, or one of the names as whole words.

    Capitals, accents written apart, and what stands between the words of a name do not matter. A name of one letter
    is none.

    Parameters
    ----------
    texts
        What was written; null for nothing.
    names
        Of persons; null for none.

    >>> texts = pl.Series(["Bridge", "asked by LEE, Ann", "Leeds", "a@b.example"])
    >>> naming_texts(texts, pl.Series(["Ann Lee", "lee"])).to_list()
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
    return pl.DataFrame({"text": texts.cast(pl.String)}).filter(e_mail | named)["text"]


def _words(text: pl.Expr) -> pl.Expr:
    """Write texts as their words in lower case with a blank around each."""
    return " " + text.str.normalize("NFKC").str.to_lowercase().str.replace_all(_NO_WORD, " ").str.strip_chars() + " "
