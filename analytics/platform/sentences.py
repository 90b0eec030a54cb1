"""Resources in sentences: what runs out first, and what a card says."""

from collections.abc import Sequence
from decimal import Decimal

import polars as pl

from analytics.platform.cards import Card
from analytics.platform.charging import UseAndUnits
from analytics.platform.invoices import RUNNING
from analytics.pool.charged.accounts import Account
from analytics.store.resources import ResourceKind, Source
from analytics.wording import count_text, day_text, exact_money_text, percent_text, tokens_text

_USE = "units of use"


def headline(cards: Sequence[Card]) -> str:
    """Say what runs out next; cards in the order of `together`."""
    if not cards:
        return "No resource is known yet. Enter below what was bought, or load a table of resources."
    first = cards[0]
    if first.projected is None:
        return f"None of the {count_text(len(cards), 'resource')} is projected to run out within a year."
    then = f", then {first.follows} pays" if first.follows else ""
    if first.available == 0:
        return f"{first.resource} of {first.team}: nothing is left{then}."
    return f"{first.resource} of {first.team} runs out first: {_band(first)}{then}."


def available_text(card: Card) -> str:
    """Say what is left of what was bought, such as "140 of 150 available"."""
    if card.available is None or card.total is None:
        return "As many as are used"
    return f"{tokens_text(card.available)} of {tokens_text(card.total)} available"


def unit_text(card: Card) -> str:
    """Say what a card counts."""
    if card.kind is ResourceKind.TOKENS:
        return "tokens"
    of = card.unit or _USE
    return of if card.unit_size == 1 else f"charged units of {tokens_text(card.unit_size)} {of}"


def until_text(card: Card) -> str:
    """Say in how many days it ends or refreshes."""
    if card.starts:
        return f"Starts on {day_text(card.starts)}"
    said = []
    if card.refreshes:
        said.append(f"refreshes in {count_text((card.refreshes - card.on).days, 'day')}")
    if card.ends:
        left = (card.ends - card.on).days
        said.append(f"ends in {count_text(left, 'day')}" if left > 0 else f"ended on {day_text(card.ends)}")
    return _capitalised(" and ".join(said)) if said else "No end"


def projected_text(card: Card) -> str:
    """Say when it is projected to run out, and what follows."""
    then = f" Then {card.follows} pays." if card.follows else ""
    if card.available is None:
        return _endless_text(card)
    if card.available == 0:
        return f"Nothing is left.{then}"
    if card.run_out is None:
        return f"Too little use to project when it runs out.{then}"
    if card.projected is None:
        chance = percent_text(card.run_out.chance)
        return f"Not projected to run out by {day_text(card.run_out.end)} (chance {chance}).{then}"
    return f"Projected to run out {_band(card)}.{then}"


def _endless_text(card: Card) -> str:
    if card.follows is Source.PAY_AS_YOU_GO:
        return "Without limit: every filled unit is invoiced."
    if card.uncharged:
        return "The tokens of the team are to pay it, and were not enough."
    if card.projected is None:
        return "The tokens of the team pay it as long as they last."
    return f"The tokens of the team pay it, and are projected to run out {_band(card)}."


def carried_text(card: Card) -> str:
    """Say how much use fills no unit yet; nothing where there is none."""
    if not card.remainder:
        return ""
    return (
        f"{tokens_text(card.remainder)} of the {tokens_text(card.unit_size)} {card.unit or _USE} of the next unit are"
        " used and not charged; they roll over."
    )


def uncharged_text(card: Card) -> str:
    """Say how much use nobody has paid for; nothing where there is none."""
    if not card.uncharged:
        return ""
    return f"{tokens_text(card.uncharged)} {card.unit or _USE} are uncharged: there were no tokens for them."


def charged_sentence(account: Account, found: UseAndUnits) -> str:
    """Set actual use beside charged units, so that they can be added up by hand."""
    of = account.unit or _USE
    before = f"{tokens_text(found.carried_in)} carried in + " if found.carried_in else ""
    return (
        f"Actual use and charged units are different numbers: {before}{tokens_text(found.paid)} {of} used ="
        f" {count_text(found.units, 'charged unit')} with {tokens_text(found.in_units)} in them +"
        f" {tokens_text(found.carried)} carried on."
    )


def invoice_sentences(rows: pl.DataFrame) -> list[str]:
    """Say what each running cycle will be invoiced."""
    said = []
    for row in rows.filter(pl.col("cycle") == RUNNING).sort("team", "resource").iter_rows(named=True):
        days = f"{day_text(row['first_day'])} to {day_text(row['last_day'])}"
        what = f"{row['resource']} of {row['team']}, {days}"
        if row["p50"] is None:
            said.append(f"{what}: {count_text(row['invoiced_units'], 'unit')} so far.")
        elif row["amount_p50"] is None:
            said.append(
                f"{what}: about {row['p50']:,} units ({row['p10']:,} to {row['p90']:,}); the price is not known."
            )
        else:
            low, middle, high = (_money(row[f"amount_{edge}"], row["currency"]) for edge in ("p10", "p50", "p90"))
            said.append(f"{what}: about {middle} ({low} to {high}); {_money(row['amount'], row['currency'])} so far.")
    return said


def _money(amount: Decimal, currency: str) -> str:
    return exact_money_text(amount, currency)


def _band(card: Card) -> str:
    assert card.run_out is not None  # asked by who has looked
    assert card.projected is not None
    first, last = card.run_out.day.p10, card.run_out.day.p90
    middle = day_text(card.projected)
    if first == last:
        return f"on {middle}"
    since, likely = day_text(first or card.projected), f"(as likely before as after {middle})"
    return f"between {since} and {day_text(last)} in 8 of 10 futures {likely}" if last else f"from {since} on {likely}"


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
