"""The pool of tokens: packs, the rule by which they pay, the ledger and the balance."""

from analytics.pool.accounts import team_daily, team_ledger, teams_by, teams_with_use
from analytics.pool.bookkeeping import TeamPool, ledger, ledgers
from analytics.pool.chargeback import Chargeback, chargeback
from analytics.pool.drawdown import PER_TOKEN, Debt, Pack, Payments, pay, settled, to_millionths
from analytics.pool.events import AllPacks, all_packs, events
from analytics.pool.ledger import Balance, Ledger, balance, coming_packs, pack_events, pack_list

__all__ = [
    "PER_TOKEN",
    "AllPacks",
    "Balance",
    "Chargeback",
    "Debt",
    "Ledger",
    "Pack",
    "Payments",
    "TeamPool",
    "all_packs",
    "balance",
    "chargeback",
    "coming_packs",
    "events",
    "ledger",
    "ledgers",
    "pack_events",
    "pack_list",
    "pay",
    "settled",
    "team_daily",
    "team_ledger",
    "teams_by",
    "teams_with_use",
    "to_millionths",
]
