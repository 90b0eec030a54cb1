"""The pool of tokens: packs, the rule by which they pay, the ledger and the balance."""

from analytics.pool.accounts import team_daily, team_ledger, teams_by, teams_with_use
from analytics.pool.drawdown import PER_TOKEN, Pack, Payments, pay, to_millionths
from analytics.pool.ledger import Balance, Ledger, balance, ledger, pack_events, pack_list

__all__ = [
    "PER_TOKEN",
    "Balance",
    "Ledger",
    "Pack",
    "Payments",
    "balance",
    "ledger",
    "pack_events",
    "pack_list",
    "pay",
    "team_daily",
    "team_ledger",
    "teams_by",
    "teams_with_use",
    "to_millionths",
]
