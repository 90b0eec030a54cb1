"""The simulation that the sample files are written from."""

import pytest

from analytics.samples import Simulation, simulate


@pytest.fixture(scope="session")
def simulation() -> Simulation:
    return simulate()
