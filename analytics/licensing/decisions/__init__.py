"""The life of a move: what was decided about it, what it saved once it was done, and the case it all began with."""

from analytics.licensing.decisions.case import SOURCE, Case, assumed, case, cases
from analytics.licensing.decisions.realised import Realised, realised
from analytics.licensing.decisions.standing import decided, history, of_part, take, to_decide

__all__ = [
    "SOURCE",
    "Case",
    "Realised",
    "assumed",
    "case",
    "cases",
    "decided",
    "history",
    "of_part",
    "realised",
    "take",
    "to_decide",
]
