"""The ledger of one team: which pack paid which day, what lapsed, what is left, up to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from analytics.pool.drawdown import PER_TOKEN, Pack, Payments, paid_by_pack, pay, to_millionths
from analytics.wording import tokens_text

_TOKENS = pl.Decimal(38, 6)


@dataclass(frozen=True)
class Ledger:
    """What became of every token bought and used, up to the end of `on`."""

    on: date
    """The last day in the ledger."""
    packs: pl.DataFrame
    """One row per pack, in the order in which they pay: `pack_id`, `tokens`, `first_day`, `last_day`,
    `used`, `lapsed`, `left` (Decimal), `state` (ended, active, to come). tokens = used + lapsed + left."""
    payments: pl.DataFrame
    """One row per day and pack that paid: `day`, `pack_id` (null: no pack paid), `tokens` (Decimal)."""
    days: pl.DataFrame
    """One row per day of data: `day`, `used`, `available` (left in active packs at its end), `unpaid` (Decimal);
    used = paid by packs + unpaid."""

    @property
    def consumed(self) -> Decimal:
        """Tokens used up to `on`, paid or not; the same as the sum of usage."""
        return _sum(self.days["used"])

    @property
    def unpaid(self) -> Decimal:
        """Tokens used that no pack known here has paid."""
        return _sum(self.days["unpaid"])


@dataclass(frozen=True)
class Balance:
    """Today's token balance as Autodesk's report has it: active packs only."""

    on: date
    """At the end of this day."""
    available: Decimal
    """Left in active packs."""
    used: Decimal
    """Taken from active packs."""
    lapsed: Decimal
    """Lost with packs that have ended, over all time."""
    unpaid: Decimal
    """Used without a pack to pay for it, over all time."""
    term_start: date | None
    """First day of the earliest active pack; None without an active pack."""
    term_end: date | None
    """Last day of the latest active pack; None without an active pack."""

    @property
    def total(self) -> Decimal:
        """Available and used."""
        return self.available + self.used

    @property
    def share_used(self) -> float:
        """Used of total, 0 to 1; 0 without a pack."""
        return float(self.used / self.total) if self.total else 0.0

    @property
    def pace(self) -> float | None:
        """Tokens a day that use up the active packs exactly at the term's end, from its start; None without a pack."""
        if self.term_start is None or self.term_end is None:
            return None
        return float(self.total) / ((self.term_end - self.term_start).days + 1)

    @property
    def share_of_term_gone(self) -> float:
        """Days gone of the term's days, 0 to 1; 0 without a pack."""
        if self.term_start is None or self.term_end is None:
            return 0.0
        return ((self.on - self.term_start).days + 1) / ((self.term_end - self.term_start).days + 1)


def ledger(daily: pl.DataFrame, packs: Sequence[Pack], on: date) -> Ledger:
    """Let the packs of one team pay for its use, day by day, up to and including `on`.

    Parameters
    ----------
    daily
        `day`, `tokens` (Decimal; null: not measured, taken as nothing used); one row per day, sorted.
    packs
        The packs of the team.
    on
        The last day to account for.
    """
    in_order = sorted(packs, key=lambda pack: pack.order)
    daily = daily.filter(pl.col("day") <= on)
    days: list[date] = daily["day"].to_list()
    use = np.array([to_millionths(tokens) for tokens in daily["tokens"].fill_null(0)], dtype=np.int64)
    first_day = days[0] if days else on
    paid = paid_by_pack(use, first_day, in_order)
    return Ledger(
        on=on,
        packs=_pack_rows(in_order, paid, on),
        payments=_payment_rows(days, use, paid, in_order),
        days=_day_rows(days, use, pay(use[np.newaxis, :], first_day, in_order)),
    )


def balance(book: Ledger) -> Balance:
    """Read today's token balance off a ledger."""
    active = book.packs.filter(pl.col("state") == "active")
    return Balance(
        on=book.on,
        available=_sum(active["left"]),
        used=_sum(active["used"]),
        lapsed=_sum(book.packs["lapsed"]),
        unpaid=book.unpaid,
        term_start=_day(active["first_day"].min()),
        term_end=_day(active["last_day"].max()),
    )


def pack_events(book: Ledger) -> pl.DataFrame:
    """List when packs start and when they end, packs of the same day together.

    Returns
    -------
    pl.DataFrame
        One row per day and kind: `day`, `kind` ("start", "end"), `event` ("+ 5,000", "5,000 end"); sorted.
    """
    starts = book.packs.select("tokens", day="first_day", kind=pl.lit("start"))
    ends = book.packs.select("tokens", day="last_day", kind=pl.lit("end"))
    sums = pl.concat([starts, ends]).group_by("day", "kind").agg(pl.col("tokens").sum()).sort("day", "kind")
    words = [
        f"+ {tokens_text(tokens)}" if kind == "start" else f"{tokens_text(tokens)} end"
        for kind, tokens in sums.select("kind", "tokens").iter_rows()
    ]
    return sums.select("day", "kind", event=pl.Series(words, dtype=pl.String))


def pack_list(packs: pl.DataFrame) -> list[Pack]:
    """Turn the store's packs into what the rule of payment needs."""
    return [Pack(**row) for row in packs.select("pack_id", "tokens", "first_day", "last_day").to_dicts()]


def _pack_rows(packs: Sequence[Pack], paid: np.ndarray, on: date) -> pl.DataFrame:
    rows = []
    for pack, used_millionths in zip(packs, paid.sum(axis=0).tolist(), strict=True):
        used = _tokens(used_millionths)
        state = "ended" if pack.last_day < on else "to come" if pack.first_day > on else "active"
        # A pack still pays on its last day, and lapses when that day is over.
        lapsed = pack.tokens - used if state == "ended" else Decimal(0)
        rows.append((*_pack_columns(pack), used, lapsed, pack.tokens - used - lapsed, state))
    return pl.DataFrame(rows, schema=_PACK_SCHEMA, orient="row")


def _pack_columns(pack: Pack) -> tuple[int, Decimal, date, date]:
    return (pack.pack_id, pack.tokens, pack.first_day, pack.last_day)


_PACK_SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "pack_id": pl.Int64,
    "tokens": _TOKENS,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "used": _TOKENS,
    "lapsed": _TOKENS,
    "left": _TOKENS,
    "state": pl.String,
}


def _payment_rows(days: Sequence[date], use: np.ndarray, paid: np.ndarray, packs: Sequence[Pack]) -> pl.DataFrame:
    by_pack = np.column_stack([paid, use - paid.sum(axis=1)])
    day_at, pack_at = np.nonzero(by_pack)
    ids: list[int | None] = [*(pack.pack_id for pack in packs), None]
    return pl.DataFrame(
        {
            "day": [days[position] for position in day_at.tolist()],
            "pack_id": [ids[position] for position in pack_at.tolist()],
            "tokens": [_tokens(amount) for amount in by_pack[day_at, pack_at].tolist()],
        },
        schema={"day": pl.Date, "pack_id": pl.Int64, "tokens": _TOKENS},
    )


def _day_rows(days: Sequence[date], use: np.ndarray, payments: Payments) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "day": days,
            "used": [_tokens(amount) for amount in use.tolist()],
            "available": [_tokens(amount) for amount in payments.balance[0].tolist()],
            "unpaid": [_tokens(amount) for amount in payments.unpaid[0].tolist()],
        },
        schema={"day": pl.Date, "used": _TOKENS, "available": _TOKENS, "unpaid": _TOKENS},
    )


def _tokens(millionths: int) -> Decimal:
    return Decimal(millionths) / PER_TOKEN


def _sum(tokens: pl.Series) -> Decimal:
    return Decimal(tokens.sum() or 0)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
