"""The life of a move: what was decided about it, what it saved once it was done, and the case it all began with."""

from analytics.licensing.decisions.standing import accepted, decided, history, take
from analytics.licensing.decisions.realised import Realised, realised

__all__ = ["Realised", "accepted", "decided", "history", "realised", "take"]
