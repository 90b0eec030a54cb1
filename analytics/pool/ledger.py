"""The ledger of one team: which pack paid which day, what lapsed, what is left, up to a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from analytics.pool.drawdown import Debt, Pack, settled
from analytics.wording import tokens_text


@dataclass(frozen=True)
class Ledger:
    """What became of every token bought and used by one team, up to the end of `on`.

    Over all packs, bought + changed = used by packs + lapsed + left; used by packs + unpaid = consumed + debts paid.
    """

    on: date
    """The last day in the ledger."""
    packs: pl.DataFrame
    """One row per pack of which the team had tokens, in the order in which they pay: `pack_id`, `pool` (null: Flex),
    `size` (when it was bought, by whomever), `bought` (by this team), `changed` (by moves, merges, corrections),
    `tokens`, `first_day` (for this team), `last_day`, `used` (debts paid among it), `lapsed`, `left` (Decimal), `state`
    (ended, active, to come, or merged into another team), `used_before` (what it paid for teams that were merged into
    this one, before that; not in `tokens` and `used`). tokens = bought + changed = used + lapsed + left."""
    payments: pl.DataFrame
    """One row per day and pack that paid for its use: `day`, `pack_id` (null: no pack paid), `tokens` (Decimal)."""
    days: pl.DataFrame
    """One row per day from the first day of data to `on`: `day`, `used` (0 too where nothing is known), `available`
    (left in active packs at its end), `unpaid` (Decimal); used = paid by packs + unpaid."""
    burn_down: pl.DataFrame
    """One row per day (as in `days`) and pack in force on it: `day`, `pack_id`, `left` (Decimal) at its end. Those of a
    day add up to what is available."""
    taken_over: pl.DataFrame
    """One row per day and pack of a team that was merged into this one: what it paid for that team's use before, as
    `payments`; in nothing else here but `used_before`."""
    debts: pl.DataFrame
    """One row per debt and pack that paid of it: `day` (since when; also after `on`, where use of APIs is known for
    longer than other use), `tokens` (Decimal), `pack_id`, `paid_on` (both
    null: owed still). What a merge hands on stands with the team that took it."""
    changes: pl.DataFrame
    """One row per token event that changed packs: `day`, `kind`, `tokens` (Decimal; below zero where they went),
    `other_team` (null: none), `missing` (Decimal: asked for, and not there), `event_id` (null: loaded), `note`."""

    @property
    def consumed(self) -> Decimal:
        """Tokens used up to `on`, paid or not; the same as the sum of usage."""
        return _sum(self.days["used"])

    @property
    def use(self) -> pl.DataFrame:
        """Use by day of the packs and teams that are one pool now: `day`, `used` (Decimal); sorted.

        As `days`, and what packs of merged teams had paid before for those.
        """
        both = pl.concat([self.days.select("day", "used"), self.taken_over.select("day", used="tokens")])
        return both.group_by("day").agg(pl.col("used").sum()).sort("day")

    @property
    def unpaid(self) -> Decimal:
        """Tokens used that no pack known here has paid."""
        return _sum(self.days["unpaid"])

    @property
    def debt(self) -> Decimal:
        """Tokens owed still."""
        return _sum(self.debts.filter(pl.col("pack_id").is_null())["tokens"])


@dataclass(frozen=True)
class Balance:
    """Today's token balance as Autodesk's report has it: active packs only."""

    on: date
    """At the end of this day."""
    available: Decimal
    """Left in active packs."""
    used: Decimal
    """Taken from active packs, by this team and by those merged into it."""
    lapsed: Decimal
    """Lost with packs that have ended, over all time."""
    unpaid: Decimal
    """Used without a pack to pay for it, over all time."""
    debt: Decimal
    """Owed; the next purchase pays it first."""
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


def balance(book: Ledger) -> Balance:
    """Read today's token balance off a ledger."""
    active = book.packs.filter(pl.col("state") == "active")
    return Balance(
        on=book.on,
        available=_sum(active["left"]),
        used=_sum(active["used"]) + _sum(active["used_before"]),
        lapsed=_sum(book.packs["lapsed"]),
        unpaid=book.unpaid,
        debt=book.debt,
        term_start=_day(active["first_day"].min()),
        term_end=_day(active["last_day"].max()),
    )


def spent_on(book: Ledger) -> date | None:
    """Return the day on which packs in force were used up, where nothing has paid since up to the ledger's end.

    None where something is left, or what ended last was the term of a pack and not its tokens.
    """
    empty = book.days.select("day", empty=pl.col("available") <= 0).with_columns(run=pl.col("empty").rle_id())
    if empty.is_empty() or not empty.item(-1, "empty"):
        return None
    first: date = empty.filter(pl.col("run") == pl.col("run").last()).item(0, "day")
    return first if first in book.burn_down["day"] else None


def pack_events(book: Ledger) -> pl.DataFrame:
    """List when packs start and when they end, packs of the same day together.

    Returns
    -------
    pl.DataFrame
        One row per day and kind: `day`, `kind` ("start", "end"), `event` ("+ 5,000", "5,000 end"); sorted.
    """
    held = book.packs.filter(pl.col("tokens") > 0)
    starts = held.select("tokens", day="first_day", kind=pl.lit("start"))
    ends = held.select("tokens", day="last_day", kind=pl.lit("end"))
    sums = pl.concat([starts, ends]).group_by("day", "kind").agg(pl.col("tokens").sum()).sort("day", "kind")
    words = [
        f"+ {tokens_text(tokens)}" if kind == "start" else f"{tokens_text(tokens)} end"
        for kind, tokens in sums.select("kind", "tokens").iter_rows()
    ]
    return sums.select("day", "kind", event=pl.Series(words, dtype=pl.String))


def pack_list(packs: pl.DataFrame) -> list[Pack]:
    """Turn packs of the store, or of a ledger, into what the rule of payment needs."""
    columns = ("pack_id", "tokens", "first_day", "last_day", "pool", "size")
    return [Pack(**row) for row in packs.select(name for name in columns if name in packs.columns).to_dicts()]


def coming_packs(book: Ledger) -> list[Pack]:
    """Give what each pack of a ledger can still pay from the day after it on.

    What is owed is taken from the packs to come that will pay it.
    """
    tomorrow = book.on + timedelta(days=1)
    ahead = book.packs.filter(pl.col("state") != "merged", pl.col("last_day") >= tomorrow).with_columns(tokens="left")
    owed = [Debt(*row) for row in book.debts.filter(pl.col("pack_id").is_null()).select("day", "tokens").iter_rows()]
    running = pack_list(ahead.filter(pl.col("state") == "active").with_columns(first_day=pl.lit(tomorrow)))
    # A pack in force has passed its first day, on which it would have paid.
    return [*running, *settled(pack_list(ahead.filter(pl.col("state") == "to come")), owed)[0]]


def owed_beyond(book: Ledger, coming: Sequence[Pack]) -> Decimal:
    """Give the tokens that are owed still once `coming`, as `coming_packs` gives it, has paid of them."""
    ahead = book.packs.filter(pl.col("pack_id").is_in([pack.pack_id for pack in coming]))
    return book.debt - (_sum(ahead["left"]) - sum((pack.tokens for pack in coming), Decimal(0)))


def too_early(book: Ledger) -> list[Pack]:
    """Give the packs with tokens left that start on a day of which something is owed.

    A purchase pays what is owed from the days before its first; so these pay nothing of that day, as they would have
    if they were entered as starting a day later.
    """
    days = book.debts.filter(pl.col("pack_id").is_null())["day"]
    idle = pl.col("first_day").is_in(days.to_list()) & (pl.col("left") > 0) & (pl.col("state") != "merged")
    return pack_list(book.packs.filter(idle))


def _sum(tokens: pl.Series) -> Decimal:
    return Decimal(tokens.sum() or 0)


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None
