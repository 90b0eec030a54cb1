"""Tokens split over several teams: what lapsed in one while another ran out, or bought, at the same time."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import polars as pl

from analytics.pool.bookkeeping import ledger
from analytics.pool.ledger import Ledger, pack_list

_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "team": pl.String,
    "pack_id": pl.Int64,
    "lapsed_on": pl.Date,
    "lapsed": pl.Decimal(38, 6),
    "other_team": pl.String,
    "other_pack_id": pl.Int64,
    "bought_on": pl.Date,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "tokens": pl.Decimal(38, 6),
}


@dataclass
class _Use:
    """Use of one team on one day that tokens of another team could have paid; made smaller as they do."""

    day: date
    team: str
    pack_id: int | None
    """What paid for it; None: nothing known."""
    bought_on: date | None
    """The first day of that pack."""
    tokens: Decimal


@dataclass(frozen=True)
class _Lapse:
    """A pack that ended with tokens left."""

    team: str
    pack_id: int
    first_day: date
    last_day: date
    tokens: Decimal


def lapsed_beside_need(ledgers: Mapping[str, Ledger]) -> pl.DataFrame:
    """Set what lapsed in each team against what other teams lacked or bought in the meantime.

    A token that lapsed could have paid for use of another team on a day on which its pack was in force, if that use
    had no pack to pay for it (the team had run out), or was paid by a pack that was bought while the lapsing one was
    in force. Each lapsed token and each token used counts once: first use without a pack, then use of packs bought;
    the latest days first, nearest to the lapse, and the pack that began last chooses first. What is found is told with
    hindsight: who bought could not know what another team would not need.

    Parameters
    ----------
    ledgers
        The ledger of every team, by its name.

    Returns
    -------
    pl.DataFrame
        One row per pack that lapsed and pack of another team (or want of one) that it could have spared: `team`,
        `pack_id`, `lapsed_on` (the last day of the pack), `lapsed` (all that did), `other_team`, `other_pack_id`
        and `bought_on` (null: the other team had run out), `first_day` and `last_day` (of the use that could have been
        paid), `tokens`. The most tokens first.
    """
    lapses = sorted(_lapses(ledgers), key=lambda lapse: (lapse.first_day, lapse.last_day), reverse=True)
    left = {(lapse.team, lapse.pack_id): lapse.tokens for lapse in lapses}
    spared: dict[tuple[str, int, str, int | None], list[tuple[_Use, Decimal]]] = {}
    uses = _uses(ledgers)
    for wanted in ([use for use in uses if use.pack_id is None], [use for use in uses if use.pack_id is not None]):
        days = [use.day for use in wanted]
        for lapse in lapses:
            key = (lapse.team, lapse.pack_id)
            for use in reversed(wanted[: bisect_right(days, lapse.last_day)]):
                if left[key] == 0 or use.day < lapse.first_day:
                    break
                part = min(left[key], use.tokens)
                if part and _could_pay(lapse, use):
                    left[key] -= part
                    spared.setdefault((*key, use.team, use.pack_id), []).append((use, part))
                    use.tokens -= part
    of_pack = {(lapse.team, lapse.pack_id): lapse for lapse in lapses}
    rows = [
        (
            team,
            pack_id,
            of_pack[team, pack_id].last_day,
            of_pack[team, pack_id].tokens,
            other,
            other_pack,
            parts[0][0].bought_on,
            min(use.day for use, _ in parts),
            max(use.day for use, _ in parts),
            sum((tokens for _, tokens in parts), Decimal(0)),
        )
        for (team, pack_id, other, other_pack), parts in spared.items()
    ]
    found = pl.DataFrame(rows, schema=_SCHEMA, orient="row")
    return found.sort("tokens", "lapsed_on", "team", "other_team", descending=[True, True, False, False])


def in_one_pool(ledgers: Mapping[str, Ledger]) -> Ledger:
    """Let the packs of all teams pay for the use of all teams, as if nothing else had been different.

    Beside the ledgers of the teams it shows what one pool would have saved with the very same packs.
    """
    used = pl.concat(book.days.select("day", tokens="used") for book in ledgers.values())
    daily = used.group_by("day").agg(pl.col("tokens").sum()).sort("day")
    calendar = daily.select(pl.date_range(pl.col("day").min(), pl.col("day").max()))
    bought = pl.concat(book.packs for book in ledgers.values())
    return ledger(
        calendar.join(daily, on="day", how="left").sort("day"),
        pack_list(bought),
        max(book.on for book in ledgers.values()),
    )


def _could_pay(lapse: _Lapse, use: _Use) -> bool:
    """Tell whether a pack in force on the day of the use could have paid it, and something had been saved."""
    if use.team == lapse.team:
        return False
    return use.bought_on is None or lapse.first_day <= use.bought_on <= lapse.last_day


def _lapses(ledgers: Mapping[str, Ledger]) -> list[_Lapse]:
    columns = ("pack_id", "first_day", "last_day", "lapsed")
    return [
        _Lapse(team, *row)
        for team, book in ledgers.items()
        for row in book.packs.filter(pl.col("lapsed") > 0).select(columns).iter_rows()
    ]


def _uses(ledgers: Mapping[str, Ledger]) -> list[_Use]:
    """Give every team's use by day and what paid for it, by day."""
    uses = []
    for team, book in ledgers.items():
        starts = dict(book.packs.select("pack_id", "first_day").iter_rows())
        uses += [
            _Use(day, team, pack_id, None if pack_id is None else starts[pack_id], tokens)
            for day, pack_id, tokens in book.payments.select("day", "pack_id", "tokens").iter_rows()
        ]
    return sorted(uses, key=lambda use: (use.day, use.team))
