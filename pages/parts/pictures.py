"""Charts as all pages show them: drawn once from the same frames, and replayed to everybody who sees them again."""

from collections.abc import Callable
from typing import Any, ParamSpec

import streamlit as st

from pages.parts.digests import digest

P = ParamSpec("P")


def draw_chart(alt: str, build: Callable[P, Any], *arguments: P.args, **options: P.kwargs) -> None:
    """Draw a chart.

    Parameters
    ----------
    alt
        The chart in words, for who does not see it.
    build
        A builder of `analytics.charts`.
    arguments, options
        Its frames and plain values.
    """
    key = digest(alt, build.__module__, build.__qualname__, list(arguments), *sorted(options), *options.values())
    _drawn(key, alt, lambda: build(*arguments, **options))


@st.cache_data(max_size="64MB", show_spinner=False)
def _drawn(key: str, alt: str, _chart: Callable[[], Any]) -> None:
    st.altair_chart(_chart(), alt=alt)
