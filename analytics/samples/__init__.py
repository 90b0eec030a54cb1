"""A seeded simulator that writes exports in Autodesk's own shapes, with the truth behind them."""

from analytics.samples.days import FIRST_DAY, LAST_DAY
from analytics.samples.files import EXPORT_FILES, write
from analytics.samples.moved import moved_use, write_moved
from analytics.samples.simulation import SEED, Simulation, simulate

__all__ = [
    "EXPORT_FILES",
    "FIRST_DAY",
    "LAST_DAY",
    "SEED",
    "Simulation",
    "moved_use",
    "simulate",
    "write",
    "write_moved",
]
