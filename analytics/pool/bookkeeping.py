"""Keep the ledgers: from use, packs, debts and token events to what became of every token."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from analytics.pool.drawdown import PER_TOKEN, Debt, Pack, from_millionths, to_millionths
from analytics.pool.ledger import Ledger
from analytics.pool.walk import Account, Applied, Change, Share, walk
from analytics.store.own_events import EventKind

_TOKENS = pl.Decimal(38, 6)


@dataclass(frozen=True)
class TeamPool:
    """What is known of one team."""

    daily: pl.DataFrame
    """`day`, `tokens` (Decimal; null: not measured, taken as nothing used); one row per day, sorted. Use after a merge
    stands with the team that takes it."""
    packs: Sequence[Pack]
    debts: Sequence[Debt] = ()
    """Those of days after the last of the ledger are in it too, and only packs that are to come pay them."""


def ledger(daily: pl.DataFrame, packs: Sequence[Pack], on: date, debts: Sequence[Debt] = ()) -> Ledger:
    """Let the packs of one team pay for its use, day by day, up to and including `on`; as `ledgers` without events."""
    return ledgers({"": TeamPool(daily, packs, debts)}, on)[""]


def ledgers(pools: Mapping[str, TeamPool], on: date, changes: Sequence[Change] = ()) -> dict[str, Ledger]:
    """Keep the ledgers of some teams up to and including `on`.

    Parameters
    ----------
    pools
        What is known of each team; every team that a change names is among them.
    on
        The last day to account for.
    changes
        The token events, oldest first.
    """
    daily = {team: pool.daily.filter(pl.col("day") <= on) for team, pool in pools.items()}
    begins = {team: frame.item(0, "day") if frame.height else on for team, frame in daily.items()}
    first_day = min(begins.values())
    accounts = {
        team: Account(
            use=_use(daily[team], first_day, on),
            packs=pool.packs,
            owed=list(pool.debts),
        )
        for team, pool in pools.items()
    }
    walk(accounts, first_day, changes)
    return {team: _ledger(team, account, first_day, begins[team], on) for team, account in accounts.items()}


def _use(daily: pl.DataFrame, first_day: date, on: date) -> NDArray[np.int64]:
    use = np.zeros((on - first_day).days + 1, dtype=np.int64)
    places = (daily["day"].to_physical().to_numpy() - (first_day - date(1970, 1, 1)).days).astype(np.int64)
    use[places] = [to_millionths(tokens) for tokens in daily["tokens"].fill_null(0)]
    return use


def _ledger(team: str, account: Account, first_day: date, begin: date, on: date) -> Ledger:
    days = [first_day + timedelta(days=ahead) for ahead in range(len(account.use))]
    own = slice((begin - first_day).days, None)
    shares = account.in_turn()
    return Ledger(
        on=on,
        packs=_pack_rows(shares, on),
        payments=_payment_rows(days, account, shares),
        days=pl.DataFrame(
            {
                "day": days[own],
                "used": _amounts(account.use[own]),
                "available": _amounts(account.balance[own]),
                "unpaid": _amounts(account.unpaid[own]),
            },
            schema_overrides={"day": pl.Date},
        ),
        burn_down=_burn_down(first_day, own, shares),
        taken_over=_taken_over(days, shares),
        debts=_debt_rows(account),
        changes=_change_rows(team, account.applied),
    )


def _pack_rows(shares: Sequence[Share], on: date) -> pl.DataFrame:
    rows = []
    for share in shares:
        pack = share.pack
        # A pack still pays on its last day, and lapses when that day is over.
        state = "ended" if pack.last_day < on else "to come" if share.first_day > on else "active"
        state = "merged" if share.gone else state
        used, left = int(share.paid.sum()) + share.settled, share.left
        lapsed = left if state == "ended" else 0
        amounts = (
            *(share.bought, share.changed, share.bought + share.changed, used, lapsed, left - lapsed),
            share.paid_before,
        )
        size = pack.tokens if pack.size is None else pack.size
        rows.append(
            (pack.pack_id, pack.pool, size, share.first_day, pack.last_day, state, *map(from_millionths, amounts))
        )
    return pl.DataFrame(rows, schema=_PACK_SCHEMA, orient="row").select(_PACK_COLUMNS)


_PACK_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "pack_id": pl.Int64,
    "pool": pl.String,
    "size": _TOKENS,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "state": pl.String,
    "bought": _TOKENS,
    "changed": _TOKENS,
    "tokens": _TOKENS,
    "used": _TOKENS,
    "lapsed": _TOKENS,
    "left": _TOKENS,
    "used_before": _TOKENS,
}
_PACK_COLUMNS = (
    *("pack_id", "pool", "size", "bought", "changed", "tokens", "first_day", "last_day"),
    *("used", "lapsed", "left", "state", "used_before"),
)


def _payment_rows(days: Sequence[date], account: Account, shares: Sequence[Share]) -> pl.DataFrame:
    by_pack = np.column_stack([*(share.paid for share in shares), account.unpaid])
    day_at, pack_at = np.nonzero(by_pack)
    ids: list[int | None] = [*(share.pack.pack_id for share in shares), None]
    return pl.DataFrame(
        {
            "day": [days[position] for position in day_at.tolist()],
            "pack_id": [ids[position] for position in pack_at.tolist()],
            "tokens": _amounts(by_pack[day_at, pack_at]),
        },
        schema_overrides={"day": pl.Date, "pack_id": pl.Int64},
    )


def _taken_over(days: Sequence[date], shares: Sequence[Share]) -> pl.DataFrame:
    taken = [share for share in shares if share.use_before.any()]
    frames = [
        pl.DataFrame({"day": days, "tokens": _amounts(share.use_before)}, {"day": pl.Date, "tokens": _TOKENS})
        .filter(pl.col("tokens") > 0)
        .select("day", pl.lit(share.pack.pack_id, pl.Int64).alias("pack_id"), "tokens")
        for share in taken
    ]
    empty = pl.DataFrame(schema={"day": pl.Date, "pack_id": pl.Int64, "tokens": _TOKENS})
    return pl.concat([empty, *frames]).sort("day", maintain_order=True)


def _burn_down(first_day: date, own: slice, shares: Sequence[Share]) -> pl.DataFrame:
    parts = [pl.DataFrame(schema={"day": pl.Date, "pack_id": pl.Int64, "left": _TOKENS})]
    for share in shares:
        days = len(share.evenings)
        start = max((share.first_day - first_day).days, own.start)
        end = min((share.pack.last_day - first_day).days + 1, days)
        if start < end:
            begins = first_day + timedelta(days=start)
            parts.append(
                pl.DataFrame(
                    {
                        "day": pl.date_range(begins, begins + timedelta(days=end - start - 1), eager=True),
                        "pack_id": [share.pack.pack_id] * (end - start),
                        "left": _amounts(share.evenings[start:end]),
                    }
                )
            )
    return pl.concat(parts).sort("day", maintain_order=True)


def _debt_rows(account: Account) -> pl.DataFrame:
    paid = [(done.debt.day, done.tokens, done.pack_id, done.day) for done in account.settlements]
    owed = [(debt.day, debt.tokens, None, None) for debt in account.owed]
    return pl.DataFrame([*paid, *owed], schema=_DEBT_SCHEMA, orient="row").sort("day", "paid_on", nulls_last=True)


_DEBT_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,
    "tokens": _TOKENS,
    "pack_id": pl.Int64,
    "paid_on": pl.Date,
}


def _change_rows(team: str, applied: Sequence[Applied]) -> pl.DataFrame:
    rows = []
    for done in applied:
        change = done.change
        corrects = change.kind is EventKind.CORRECTION
        given = change.team == team
        rows.append(
            (
                change.day,
                str(change.kind),
                from_millionths(-done.tokens if given and not corrects else done.tokens),
                change.to_team if given else change.team,
                from_millionths(done.missing),
                change.event_id,
                change.note,
            )
        )
    return pl.DataFrame(rows, schema=_CHANGE_SCHEMA, orient="row")


_CHANGE_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "day": pl.Date,
    "kind": pl.String,
    "tokens": _TOKENS,
    "other_team": pl.String,
    "missing": _TOKENS,
    "event_id": pl.Int64,
    "note": pl.String,
}


def _amounts(millionths: NDArray[np.int64]) -> pl.Series:
    return pl.Series(millionths).cast(_TOKENS) / pl.Series([PER_TOKEN]).cast(_TOKENS)
