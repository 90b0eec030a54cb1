"""When a pool counts as intermittent, and what repeating its blocks gives."""

import numpy as np
import pytest

from analytics.forecast.futures.intermittent import block_paths, is_intermittent


def weeks(*active: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.repeat(np.array(active, dtype=np.float64), 7)


@pytest.mark.parametrize(
    ("use", "expected"),
    [
        (weeks(1, 0, 1, 0, 1, 0, 1, 0, 1), True),
        (weeks(1, 0, 1, 0, 1, 0, 1, 1, 1), False),  # three spells
        (weeks(1, 0, 0, 0, 0, 0, 1, 0, 1, 0), False),  # three spells of many weeks
        (weeks(*[1, 0, 1, 1, 1] * 4), False),  # exactly a fifth
        (weeks(*[1, 0, 1, 1, 1] * 4, 0), True),
        (weeks(*[1] * 10), False),
    ],
)
def test_four_spells_and_more_than_a_fifth(
    use: np.ndarray[tuple[int, ...], np.dtype[np.float64]], expected: bool
) -> None:
    assert is_intermittent(use) is expected


def test_weeks_that_were_hardly_measured_are_not_idle() -> None:
    use = weeks(1, 0, 1, 0, 1, 0, 1, 0, 1)
    for week in (1, 3, 5, 7):
        use[7 * week : 7 * week + 5] = np.nan
    assert not is_intermittent(use)


def test_blocks_are_four_weeks_as_they_were() -> None:
    use = np.arange(70.0)
    futures = block_paths(use, 56, 200, np.random.default_rng(1))
    assert futures.shape == (200, 56)
    for block in (futures[:, :28], futures[:, 28:]):
        np.testing.assert_array_equal(np.diff(block, axis=1), 1)
        assert set(block[:, 0]) == {0, 7, 14, 21, 28, 35, 42}


def test_a_block_26_weeks_older_is_half_as_likely() -> None:
    futures = block_paths(np.repeat(np.arange(60.0), 7), 28, 100_000, np.random.default_rng(1))
    counts = np.bincount(futures[:, 0].astype(int), minlength=57)
    assert counts[:26].sum() / counts[26:52].sum() == pytest.approx(0.5, rel=0.03)


def test_a_day_not_measured_is_its_weekdays_mean() -> None:
    use = np.tile([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0], 4)
    use[9] = np.nan
    futures = block_paths(use, 28, 3, np.random.default_rng(1))
    np.testing.assert_array_equal(futures, np.tile([1, 2, 3, 4, 5, 6, 7], (3, 4)))
