"""A seeded simulator that writes exports in Autodesk's own shapes, with the truth behind them."""

from analytics.samples.days import LAST_DAY
from analytics.samples.files import EXPORT_FILES, write
from analytics.samples.simulation import SEED, Simulation, simulate

__all__ = ["EXPORT_FILES", "LAST_DAY", "SEED", "Simulation", "simulate", "write"]
