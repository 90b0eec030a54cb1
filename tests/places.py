"""Where the files are that tests read, and the moment at which tests load them."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
SAMPLE_DATA = ROOT / "sample_data"
CASES = ROOT.parent / "shared" / "cases"
REAL_SAMPLES = ROOT.parent / "shared" / "samples"
NOW = datetime(2026, 11, 1, 12)
WriteSample = Callable[..., Path]
"""Writes a store with files of the sample to a path, and returns that."""
