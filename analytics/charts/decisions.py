"""Pictures of decisions about moves: what is expected is drawn otherwise than what is confirmed."""

import altair as alt
import polars as pl

_QUIET = "#8a8f98"
_MOST_BARS = 25


def expected_savings(moves: pl.DataFrame, currency: str) -> alt.LayerChart | alt.FacetChart:
    """Draw the saving of a year that is expected of each move, dashed, with its 80 % interval.

    Parameters
    ----------
    moves
        `user`, `offers`, `saving_year`, `saving_low`, `saving_high`, `chance_pays`, `charged_days`; one row per move,
        all in one currency, the largest saving first.
    currency
        What the savings are in.
    """
    frame = _named(moves).select("who", "saving_year", "saving_low", "saving_high", "chance_pays", "charged_days")
    base = alt.Chart(frame).encode(
        _who(frame),
        tooltip=[
            alt.Tooltip("who:N", title="move"),
            alt.Tooltip("saving_year:Q", title=f"expected, {currency} a year", format=",.0f"),
            alt.Tooltip("saving_low:Q", title="low (P10)", format=",.0f"),
            alt.Tooltip("saving_high:Q", title="high (P90)", format=",.0f"),
            alt.Tooltip("chance_pays:Q", title="chance that it pays", format=".0%"),
            alt.Tooltip("charged_days:Q", title="charged days", format="d"),
        ],
    )
    x = alt.X("saving_year:Q", title=f"Saving expected, {currency} a year", axis=alt.Axis(format=",.0f"))
    return alt.layer(
        base.mark_bar(fillOpacity=0.35, strokeDash=[5, 3], strokeWidth=1.5, stroke=_QUIET).encode(x),
        base.mark_rule(strokeWidth=2, color=_QUIET).encode(alt.X("saving_low:Q"), alt.X2("saving_high:Q")),
    ).properties(height=alt.Step(28))


def confirmed_savings(realised: pl.DataFrame, currency: str) -> alt.LayerChart | alt.FacetChart:
    """Draw what moves have saved, solid, in front of what was expected of the same days, dashed.

    Parameters
    ----------
    realised
        `user`, `offers`, `realised`, `estimated` (null: not known), `measured_days`; one row per move, all in one
        currency.
    currency
        What the savings are in.
    """
    frame = _named(realised).select("who", "estimated", "measured_days", realised=pl.col("realised").cast(pl.Float64))
    base = alt.Chart(frame).encode(
        _who(frame),
        tooltip=[
            alt.Tooltip("who:N", title="move"),
            alt.Tooltip("realised:Q", title=f"confirmed, {currency}", format=",.2f"),
            alt.Tooltip("estimated:Q", title=f"expected, {currency}", format=",.0f"),
            alt.Tooltip("measured_days:Q", title="measured days", format="d"),
        ],
    )
    title = f"Saved so far, {currency}: confirmed solid, expected dashed"
    return alt.layer(
        base.mark_bar(fillOpacity=0.2, strokeDash=[5, 3], strokeWidth=1.5, stroke=_QUIET, size=20).encode(
            alt.X("estimated:Q", title=title, axis=alt.Axis(format=",.0f"))
        ),
        base.mark_bar(size=10).encode(alt.X("realised:Q")),
    ).properties(height=alt.Step(28))


def _named(moves: pl.DataFrame) -> pl.DataFrame:
    return moves.head(_MOST_BARS).with_columns(who=pl.format("{}: {}", "user", pl.col("offers").list.join(" + ")))


def _who(frame: pl.DataFrame) -> alt.Y:
    return alt.Y("who:N", sort=frame["who"].to_list(), title=None, axis=alt.Axis(labelLimit=320))
