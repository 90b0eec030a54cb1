"""What many tests need: small stores, the sample store, and exports of a few lines."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from analytics import samples
from analytics.exports import Receipt
from analytics.store import LoadOptions, Store, load
from tests.places import NOW, REAL_SAMPLES, SAMPLE_DATA

# How long an example takes says nothing about the product on a machine that does something else as well.
settings.register_profile("any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")
HEADER = "Day used,Team,Product,Product version,Email,First name,Last name,Tokens used"


@pytest.fixture
def store() -> Iterator[Store]:
    with Store() as opened:
        yield opened


@pytest.fixture
def load_lines(store: Store, tmp_path: Path) -> Callable[..., Receipt]:
    """Load an export given as its lines; every call writes another file."""
    count = 0

    def load_them(*lines: str, header: str = HEADER, options: LoadOptions | None = None) -> Receipt:
        nonlocal count
        count += 1
        path = tmp_path / f"export_{count}.csv"
        path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
        return load(store, path, NOW, options or LoadOptions())

    return load_them


@pytest.fixture(scope="session")
def sample_store() -> Iterator[Store]:
    """The store as the app opens it; read only by agreement."""
    with Store() as opened:
        for name in samples.EXPORT_FILES:
            load(opened, SAMPLE_DATA / name, NOW, LoadOptions())
        yield opened


@pytest.fixture(scope="session")
def real_samples() -> Path:
    """The folder of real Token Flex exports, which the project does not carry."""
    if not REAL_SAMPLES.is_dir():
        pytest.skip("the real sample exports are not on this machine")
    return REAL_SAMPLES
