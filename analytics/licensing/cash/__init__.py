"""Moves as cash: this term and the next, money by month, and what to buy for the next term."""

from analytics.licensing.cash.effect import Cash, Pool, TermCash, cash, cash_of, moved_outlook, teams_concerned
from analytics.licensing.cash.next_term import Need, NextTerm, need_rows, next_term
from analytics.licensing.cash.spans import NEXT_TERM, NEXT_YEAR, THIS_TERM, Span
from analytics.licensing.cash.tables import AS_IT_IS, WITH_THEM, month_rows, pool_rows, sums_by_term, term_rows

__all__ = [
    "AS_IT_IS",
    "NEXT_TERM",
    "NEXT_YEAR",
    "THIS_TERM",
    "WITH_THEM",
    "Cash",
    "Need",
    "NextTerm",
    "Pool",
    "Span",
    "TermCash",
    "cash",
    "cash_of",
    "month_rows",
    "moved_outlook",
    "need_rows",
    "next_term",
    "pool_rows",
    "sums_by_term",
    "teams_concerned",
    "term_rows",
]
