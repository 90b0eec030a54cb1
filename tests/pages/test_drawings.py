"""Charts are drawn again whenever anything in them is another, and only then; tables rest on the same digest."""

import pickle
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import altair as alt
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.parts.digests import digest
from pages.parts.pictures import draw_chart

TEXTS = st.lists(st.one_of(st.none(), st.text(max_size=3)), min_size=1, max_size=40)


def days(tokens: Callable[[int], int] = lambda _: 1) -> pl.DataFrame:
    first = date(2026, 1, 1)
    return pl.DataFrame({"day": [first + timedelta(each) for each in range(400)], "tokens": map(tokens, range(400))})


@given(TEXTS, TEXTS)
def test_two_frames_share_a_digest_only_when_they_are_equal(one: list[str | None], other: list[str | None]) -> None:
    frames = [pl.DataFrame({"a": each}, schema={"a": pl.String}) for each in (one, other)]
    assert digest(frames[0]) != digest(frames[1]) or frames[0].equals(frames[1])


@given(TEXTS)
def test_a_frame_that_was_kept_has_the_digest_that_it_had(texts: list[str | None]) -> None:
    kept = pickle.dumps(pl.DataFrame({"a": texts}, schema={"a": pl.String}))
    assert digest(pickle.loads(kept)) == digest(pickle.loads(kept))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("ab", "c"), ("a", "bc")),
        (("1",), (1,)),
        ((1,), (1.0,)),
        ((None,), ("None",)),
        ((["a"], "b"), (["a", "b"],)),
        ((date(2026, 1, 2),), ("2026-01-02",)),
        ((Decimal("1.0"),), (Decimal("1.00"),)),
        ((pl.DataFrame({"a": [1]}),), (pl.DataFrame({"b": [1]}),)),
        ((pl.DataFrame({"a": [1]}),), (pl.DataFrame({"a": [1.0]}),)),
    ],
)
def test_what_is_drawn_otherwise_has_another_digest(one: tuple[object, ...], other: tuple[object, ...]) -> None:
    assert digest(*one) != digest(*other)


def test_what_cannot_be_told_apart_has_no_digest() -> None:
    with pytest.raises(TypeError):
        digest(object())


def test_a_chart_is_built_again_only_for_another_frame() -> None:
    built: list[pl.DataFrame] = []

    def build(frame: pl.DataFrame) -> Any:
        built.append(frame)
        return alt.Chart(frame).mark_bar()

    frames = [days(), days(), days(lambda each: 2 if each == 200 else 1)]
    for frame in frames:
        draw_chart("Tokens by day", build, frame)
    # A cell in the middle of many is one too.
    assert [frame["tokens"].sum() for frame in built] == [400, 401]
