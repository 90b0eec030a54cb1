"""What many tests need: small stores, the sample store, and exports of a few lines."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from analytics import samples
from analytics.exports import Receipt
from analytics.store import LoadOptions, Store, load
from tests.places import NOW, REAL_SAMPLES, SAMPLE_DATA, WriteSample

# How long an example takes says nothing about the product on a machine that does something else as well.
settings.register_profile(
    "everyday", settings.default, max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("thorough", settings.get_profile("everyday"), max_examples=500)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))
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
def write_sample(tmp_path_factory: pytest.TempPathFactory) -> WriteSample:
    """Write a store of one's own with files of the sample, or all of them: loaded once, copied from then on."""
    folder = tmp_path_factory.mktemp("samples")
    made: dict[tuple[str, ...], Path] = {}

    def write(path: Path, *names: str) -> Path:
        files = names or samples.EXPORT_FILES
        if files not in made:
            made[files] = folder / f"{len(made)}.duckdb"
            with Store(made[files]) as opened:
                for name in files:
                    load(opened, SAMPLE_DATA / name, NOW, LoadOptions())
        shutil.copyfile(made[files], path)
        return path

    return write


@pytest.fixture(scope="session")
def sample_file(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the whole sample; read only by agreement."""
    return write_sample(tmp_path_factory.mktemp("sample") / "store.duckdb")


@pytest.fixture(scope="session")
def sample_store(write_sample: WriteSample, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store as the app opens it; read only by agreement."""
    with Store(write_sample(tmp_path_factory.mktemp("sample") / "store.duckdb")) as opened:
        yield opened


@pytest.fixture
def few_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    """Simulate few futures, for tests whose subject is no figure of a forecast."""
    monkeypatch.setenv("TOKEN_GAUGE_PATHS", "100")


@pytest.fixture(scope="session")
def real_samples() -> Path:
    """The folder of real Token Flex exports, which the project does not carry."""
    if not REAL_SAMPLES.is_dir():
        pytest.skip("the real sample exports are not on this machine")
    return REAL_SAMPLES
