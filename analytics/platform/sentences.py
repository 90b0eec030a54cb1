"""Resources in sentences: what runs out first, and what a card says."""

from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal

import polars as pl

from analytics.platform.cards import Card
from analytics.platform.charging import UseAndUnits
from analytics.platform.invoices import OVER
from analytics.pool.charged.accounts import Account
from analytics.store.resources import ResourceKind, Source
from analytics.wording import count_text, day_text, exact_money_text, percent_text, tokens_text

USE = "units of use"
"""What use is measured in, where nothing says it."""
_COMPLETE = timedelta(days=1)


def headline(cards: Sequence[Card]) -> str:
    """Say what runs out next; cards in the order of `together`."""
    if not cards:
        return "No resource is known yet. Enter below what was bought, or load a table of resources."
    first = cards[0]
    if first.projected is None:
        return _none_projected(cards)
    then = f", then {first.follows} pays" if first.follows else ""
    if first.gone:
        return f"{first.resource} of {first.team}: nothing is left{then}."
    if first.projected <= first.on:
        return f"{first.resource} of {first.team} {_verb(first, 'has', 'have')} run out by now: {_band(first)}{then}."
    return f"{first.resource} of {first.team} {_verb(first, 'runs', 'run')} out first: {_band(first)}{then}."


def _none_projected(cards: Sequence[Card]) -> str:
    """Return in words that nothing is projected to run out, or of what that is not known."""
    first, unknown = cards[0], [each for each in cards if not each.foreseen]
    if unknown:
        whose = f"{unknown[0].resource} of {unknown[0].team}"
        others = f" and {len(unknown) - 1:,} more" if len(unknown) > 1 else ""
        verb = "run" if others else _verb(unknown[0], "runs", "run")
        rest = "; no other is projected to within a year" if len(unknown) < len(cards) else ""
        return f"When {whose}{others} {verb} out is not known: {_wanted(unknown[0])}{rest}."
    if len(cards) == 1:
        return f"{first.resource} of {first.team}: no run-out is projected within a year."
    return f"None of the {len(cards):,} resources is projected to run out within a year."


def _wanted(card: Card) -> str:
    """Return in words what has to be known first."""
    if card.over:
        return "nothing in force is known; enter what was bought"
    if card.starts:
        return "what was bought has not started"
    return "there is too little use to project it"


def available_text(card: Card) -> str:
    """Say what is left of what was bought, such as "140 of 150 available"."""
    if card.over:
        return "Nothing in force"
    if card.available is None or card.total is None:
        return f"Unlimited, paid by {_payer(card)}" if card.follows else "Unlimited"
    if card.starts:
        return f"{tokens_text(card.total)} bought"
    return f"{tokens_text(card.available)} of {tokens_text(card.total)} available"


def unit_text(card: Card) -> str:
    """Say what a card counts."""
    if card.kind is ResourceKind.TOKENS:
        return "tokens"
    of = card.unit or USE
    return of if card.unit_size == 1 else f"charged units of {tokens_text(card.unit_size)} {of}"


def until_text(card: Card) -> str:
    """Say in how many days it ends or refreshes."""
    if card.starts:
        return f"Starts on {day_text(card.starts)}"
    if card.over and not card.ends:
        return "No pack is known"
    said = []
    if card.refreshes:
        said.append(f"refreshes in {count_text((card.refreshes - card.on).days, 'day')}")
    if card.ends:
        left = (card.ends - card.on).days
        part = "" if card.ending is None else f"{tokens_text(card.ending)} of them "
        verb = "ends" if card.ending in (None, 1) else "end"
        when = "today" if left == 0 else f"in {count_text(left, 'day')}"
        said.append(f"ended on {day_text(card.ends)}" if card.over or left < 0 else f"{part}{verb} {when}")
    return _capitalised(" and ".join(said)) if said else "No end"


def projected_text(card: Card) -> str:
    """Say when it is projected to run out, and what follows."""
    then = f" Then {card.follows} pays." if card.follows else ""
    if card.over:
        return "Whatever is used is not covered."
    if card.starts:
        return "Nothing is drawn from it before."
    if card.available is None:
        return _endless_text(card) + _waiting_text(card)
    return f"{_limited_text(card)}{then}{_waiting_text(card)}"


def _limited_text(card: Card) -> str:
    if card.gone:
        return "Nothing is left."
    if card.run_out is None:
        return "Too little use to project when it runs out."
    if card.projected is None:
        chance = percent_text(card.run_out.chance)
        return f"Not projected to run out by {day_text(card.run_out.end)} (chance {chance})."
    if card.projected <= card.on:
        return f"Projected to have run out by now, {_band(card)}."
    return f"Projected to run out {_band(card)}."


def _endless_text(card: Card) -> str:
    if card.follows is Source.PAY_AS_YOU_GO:
        return "Every filled unit is invoiced."
    if card.uncharged:
        return "The tokens of the team are to pay it, and were not enough."
    if card.projected is None:
        return "The tokens of the team pay it as long as they last."
    return f"The tokens of the team pay it, and are projected to run out {_band(card)}."


def _waiting_text(card: Card) -> str:
    if not card.waiting:
        return ""
    return f" {count_text(card.waiting, 'unit')} more wait behind {card.follows}, which pays without limit."


def known_text(card: Card) -> str:
    """Say which use is not known, and so not taken off; nothing where all is known up to the day before."""
    if card.known_until is None:
        return "No use of it is known: load a table of API usage."
    said = []
    if card.unknown_days:
        days = count_text(card.unknown_days, "day")
        said.append(f"Use of {days} since it was bought is not known and not taken off.")
    if card.known_until < card.on - _COMPLETE:
        bridged = ", and foreseen since" if card.run_out else ""
        said.append(f"Use is known until {day_text(card.known_until)}{bridged}; what is available is as of then.")
    return " ".join(said)


def carried_text(card: Card) -> str:
    """Say how much use fills no unit yet; nothing where there is none."""
    if not card.remainder:
        return ""
    return (
        f"{tokens_text(card.remainder)} of the {tokens_text(card.unit_size)} {card.unit or USE} of the next unit are"
        " used and not charged; they roll over."
    )


def uncharged_text(card: Card) -> str:
    """Say how much use nobody has paid for; nothing where there is none."""
    if not card.uncharged:
        return ""
    of = "tokens" if card.kind is ResourceKind.TOKENS else card.unit or USE
    return f"{tokens_text(card.uncharged)} {of} are uncharged: there were no tokens for them."


def charged_sentence(account: Account, found: UseAndUnits) -> str:
    """Set actual use beside charged units, so that they can be added up by hand."""
    of = account.unit or USE
    before = f"{tokens_text(found.carried_in)} carried in + " if found.carried_in else ""
    return (
        f"Actual use and charged units are different numbers: {before}{tokens_text(found.paid)} {of} used ="
        f" {count_text(found.units, 'charged unit')} with {tokens_text(found.in_units)} in them +"
        f" {tokens_text(found.carried)} carried on."
    )


def unmatched_sentence(rows: pl.DataFrame) -> str:
    """Say that nothing was bought for some use."""
    apis = count_text(rows.select("api", "job").unique().height, "API")
    return f"Nothing says what was bought for the use of {apis}."


def invoice_sentences(rows: pl.DataFrame) -> list[str]:
    """Say what each cycle will be invoiced whose use is not all known."""
    said = []
    for row in rows.filter(pl.col("cycle") != OVER).sort("team", "resource").iter_rows(named=True):
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


def _payer(card: Card) -> str:
    return f"{card.follows} tokens" if card.by_tokens else str(card.follows)


def _verb(card: Card, one: str, several: str) -> str:
    return several if card.kind is ResourceKind.TOKENS else one


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
