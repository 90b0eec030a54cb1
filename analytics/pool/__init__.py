"""The pool of tokens: packs, the rule by which they pay, the ledger and the balance."""

from analytics.pool.accounts import (
    last_ledgers,
    not_measured_until,
    team_daily,
    team_ledger,
    team_ledgers,
    team_unknown,
)
from analytics.pool.bookkeeping import TeamPool, ledger, ledgers
from analytics.pool.burn_down import burn_down, month_ends
from analytics.pool.chargeback import Chargeback, chargeback
from analytics.pool.drawdown import PER_TOKEN, Debt, Pack, Payments, pay, settled, to_millionths
from analytics.pool.events import AllPacks, all_packs, events
from analytics.pool.known import known_until, payer, teams_by, teams_with_use
from analytics.pool.ledger import (
    Balance,
    Ledger,
    balance,
    coming_packs,
    owed_beyond,
    pack_events,
    pack_list,
    spent_on,
    too_early,
)
from analytics.pool.money import money_by_currency, pack_money, pack_table
from analytics.pool.outages import outages, path_days
from analytics.pool.reconciling import Reconciliation, reconciliation
from analytics.pool.unknown import Unknown

__all__ = [
    "PER_TOKEN",
    "AllPacks",
    "Balance",
    "Chargeback",
    "Debt",
    "Ledger",
    "Pack",
    "Payments",
    "Reconciliation",
    "TeamPool",
    "Unknown",
    "all_packs",
    "balance",
    "burn_down",
    "chargeback",
    "coming_packs",
    "events",
    "known_until",
    "last_ledgers",
    "ledger",
    "ledgers",
    "money_by_currency",
    "month_ends",
    "not_measured_until",
    "outages",
    "owed_beyond",
    "pack_events",
    "pack_list",
    "pack_money",
    "pack_table",
    "path_days",
    "pay",
    "payer",
    "reconciliation",
    "settled",
    "spent_on",
    "team_daily",
    "team_ledger",
    "team_ledgers",
    "team_unknown",
    "teams_by",
    "teams_with_use",
    "to_millionths",
    "too_early",
]
