"""How days, tokens, money and shares are written in sentences."""

import re
from datetime import date
from decimal import Decimal

from analytics.currencies import minor_units

_MARKDOWN = re.compile(r"[\\`*_{}\[\]()<>#+!|~$:&^-]")
# What Markdown makes a link of by itself, escaped or not; the joiner breaks the pattern and nobody sees it.
_ADDRESS = re.compile(r"https?:(?=//)|www(?=\.)", re.IGNORECASE)
_JOINER = "\u2060"


def day_text(day: date) -> str:
    """Write a day out.

    >>> day_text(date(2027, 3, 14))
    '14 March 2027'
    """
    return f"{day.day} {day:%B %Y}"


def tokens_text(tokens: Decimal | float) -> str:
    """Write tokens, with decimals only where there are any.

    >>> tokens_text(Decimal("1234.000000")), tokens_text(Decimal("0.500000"))
    ('1,234', '0.5')
    """
    return f"{tokens:,.6f}".rstrip("0").rstrip(".")


def tokens_count(tokens: Decimal | float) -> str:
    """Write tokens with their noun.

    >>> tokens_count(1), tokens_count(Decimal("0.5")), tokens_count(1200)
    ('1 token', '0.5 tokens', '1,200 tokens')
    """
    return f"{tokens_text(tokens)} {'token' if tokens == 1 else 'tokens'}"


def money_text(amount: Decimal | float, currency: str) -> str:
    """Write an amount of money without cents.

    >>> money_text(Decimal("2030"), "USD")
    'USD 2,030'
    """
    return f"{currency} {amount:,.0f}"


def exact_money_text(amount: Decimal, currency: str) -> str:
    """Write an amount of money to its smallest coin.

    >>> exact_money_text(Decimal("24049.2"), "USD"), exact_money_text(Decimal("2030"), "JPY")
    ('USD 24,049.20', 'JPY 2,030')
    """
    return f"{currency} {amount:,.{minor_units(currency)}f}"


def percent_text(share: float) -> str:
    """Write a share of one in whole percent; only nothing is 0 % and only all is 100 %.

    >>> percent_text(0.756), percent_text(0.999), percent_text(0.001)
    ('76 %', 'over 99 %', 'under 1 %')
    """
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{share:.0%}".replace("%", " %")


def count_text(count: int, one: str, many: str | None = None) -> str:
    """Write a count with its noun.

    >>> count_text(1, "day"), count_text(2, "day")
    ('1 day', '2 days')
    """
    return f"{count:,} {one if count == 1 else many or plural(one)}"


def plural(noun: str) -> str:
    """Write a noun for several.

    >>> plural("team"), plural("country"), plural("day")
    ('teams', 'countries', 'days')
    """
    ending = noun[-2:]
    return f"{noun[:-1]}ies" if ending.endswith("y") and ending[0] not in "aeiou" else f"{noun}s"


def listed_text(items: list[str], most: int) -> str:
    """Write a list, and how many more there are than it names.

    >>> listed_text(["a", "b"], 5), listed_text(["a", "b", "c"], 2)
    ('a, b', 'a, b and 1 more')
    """
    more = f" and {len(items) - most:,} more" if len(items) > most else ""
    return ", ".join(items[:most]) + more


def plain_text(text: str) -> str:
    r"""Write a text that came from a file so that Markdown shows it as it is, links to nothing and fetches nothing.

    >>> print(plain_text("![x](a)"))
    \!\[x\]\(a\)
    >>> plain_text("https://a.example")
    'https\\:\u2060//a.example'
    """
    return _MARKDOWN.sub(r"\\\g<0>", _ADDRESS.sub(rf"\g<0>{_JOINER}", text))
