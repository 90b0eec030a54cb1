"""Names and e-mails made unreadable, for whoever is not to see them: in a text, in a cell, in a table."""

import re

import polars as pl

E_MAIL = r"[^\s@＠﹫][@＠﹫][^\s@＠﹫]"
"""Is found in every text that has an e-mail in it; Python, Polars and DuckDB read it the same way."""
_E_MAIL = re.compile(E_MAIL)
_AT = re.compile("[@＠﹫]")
_UNBROKEN = re.compile(r"\S+")
_WORD = re.compile(r"[^\W\d_]{2,}")
_REST_OF_A_WORD = re.compile(r"(?<=\w)[^\W\d_]")
_REST = re.compile(r"(?<=\w)\w")


def masked_text(text: str) -> str:
    """Cut the words of every e-mail to their first letters, and what it calls its owner in the rest of the line too.

    >>> masked_text("export of Klaus Weber klaus.weber@b.example"), masked_text("Revit 2026")
    ('export of K•••• W•••• k••••.w••••@b.e••••••', 'Revit 2026')
    """
    return "\n".join(map(_masked_line, text.split("\n"))) if _E_MAIL.search(text) else text


def masked_words(text: str) -> str:
    """Cut every word to its first letter; numbers stay, but not those of an e-mail.

    >>> masked_words("call Ann Lee on 2026-01-03"), masked_words("ann7@example.com")
    ('c••• A•• L•• o• 2026-01-03', 'a•••@e••••••.c••')
    """
    return _REST_OF_A_WORD.sub("•", masked_text(text))


def masked_table(table: pl.DataFrame) -> pl.DataFrame:
    """Mask the e-mails in all texts and lists of texts of a table.

    >>> masked_table(pl.DataFrame({"product": ["Revit", "a@b.example"], "teams": [["A"], ["c@d.example"]]})).rows()
    [('Revit', ['A']), ('a@b.e••••••', ['c@d.e••••••'])]
    """
    return table.with_columns(
        pl.col(pl.String).map_batches(_masked_series, pl.String),
        pl.col(pl.List(pl.String)).list.eval(pl.element().map_batches(_masked_series, pl.String)),
    )


def _masked_line(line: str) -> str:
    e_mails = [run for run in _UNBROKEN.findall(line) if _E_MAIL.search(run)]
    owners = {word.casefold() for run in e_mails for word in _WORD.findall(_AT.split(run)[0])}
    masked = _UNBROKEN.sub(lambda run: _REST.sub("•", run[0]) if _E_MAIL.search(run[0]) else run[0], line)
    return _WORD.sub(lambda word: _REST.sub("•", word[0]) if word[0].casefold() in owners else word[0], masked)


def _masked_series(texts: pl.Series) -> pl.Series:
    # Each text once, and only those that have an e-mail in them: the others are many.
    found = texts.filter(texts.str.contains(E_MAIL)).unique()
    return texts.replace(found, pl.Series(map(masked_text, found), dtype=pl.String))
