"""Moves in words: how many, how much, where the rule says otherwise, and what one user could have instead."""

from dataclasses import replace

import polars as pl
import streamlit as st

from analytics import charts
from analytics.licensing import Moves
from analytics.licensing.moves import MAY_PAY, NO_PRICE, PAYS, TO_SUBSCRIPTION, TOO_EARLY, disagreements
from analytics.usage import Days
from analytics.wording import count_text, day_text, money_text
from pages.parts import choices, controls, tables
from pages.parts import session as shared
from pages.parts.licensing import session
from pages.parts.pictures import draw_chart
from pages.parts.session import View

USER = "mover"
"""The key of the user looked into."""
_EVIDENCE = (
    *("user", "offers", "charged_days", "days_year", "break_even_days", "saving_year", "currency", "chance_pays"),
    *("verdict", "above", "team", "products", "days_year_low", "days_year_high", "saving_low", "saving_high"),
    *("flex_cost_year", "subscription_price", "first_day", "last_day"),
)
_AGREED = ("user", "charged_days", "break_even_days", "verdict", "why", "products", "team")
_WAYS = ("offers", "together_year", "saving_year", "currency", "price_of_offers", "rest_on_flex", "on_flex")


def limit(default: int) -> int:
    """Let a person choose how many charged days are not yet too many; the choice stands in the address."""
    return st.slider("The rule: more charged days in a year than", 1, 365, default, key="days", bind="query-params")


def headline(found: Moves) -> str:
    """Say how many moves pay, what they would save, and how many more are likely to."""
    if found.users == 0 and found.rows.is_empty():
        return "The exports name no users, so it cannot be told who should not be on Flex."
    moves = found.rows.filter(pl.col("kind") == TO_SUBSCRIPTION)
    sure, likely = (moves.filter(pl.col("verdict") == verdict) for verdict in (PAYS, MAY_PAY))
    if sure.is_empty() and likely.is_empty():
        if found.unknown:
            return f"Who should leave Flex is not known: {found.unknown}."
        rest = moves.filter(pl.col("verdict").is_in([NO_PRICE, TOO_EARLY])).height
        text = "Nobody should leave Flex at the known prices"
        unsaid = count_text(rest, "user and product", "users and products")
        return f"{text}; of {unsaid} it cannot be told." if rest else f"{text}."
    users = count_text(sure["user_id"].n_unique(), "user", "users")
    if sure.is_empty():
        may = count_text(likely.height, "move")
        return f"{may} off Flex may pay, none surely; the saving to be expected is {_saved(likely)} a year."
    text = f"{users} should have a subscription instead of Flex, which would save {_saved(sure)} a year"
    more = f"; {likely.height:,} more may pay" if likely.height else ""
    return f"{text}{more}."


def beneath(found: Moves) -> None:
    """Say on which days the moves rest, and when a saving is money."""
    st.caption(
        f"{day_text(found.first_day)} to {day_text(found.last_day)}; the time range on the left plays no part here."
        " Days without charge never count. A move pays when its chance is 80 % or more, and may pay from 50 % on. A"
        " saving is money where the tokens set free need not be bought again; tokens already paid for save nothing this"
        " term: see Portfolio."
    )


def picture(found: Moves, min_days: int) -> None:
    """Draw the days of the moves to a subscription against their break-even."""
    moves = found.rows.filter(pl.col("kind") == TO_SUBSCRIPTION)
    if moves.is_empty():
        return
    draw_chart(
        "Charged days of each move, last year and expected, with the days at which its subscription costs the same",
        charts.days_against_break_even,
        moves,
        min_days,
    )
    more = (
        f" The first {charts.MOST_MOVES} of {moves.height:,}; the table has all."
        if moves.height > charts.MOST_MOVES
        else ""
    )
    st.caption(f"Right of its mark a move pays. Dashed: the rule of more than {min_days} days.{more}")


def evidence(found: Moves, view: View) -> None:
    """Show every move to a subscription with its evidence; a click on a row opens the user."""
    moves = found.rows.filter(pl.col("kind") == TO_SUBSCRIPTION)
    if moves.is_empty():
        return
    tables.table(
        moves.with_columns(above=pl.when("rule").then(pl.lit("yes")).otherwise(pl.lit("no"))).select(_EVIDENCE),
        "Candidates",
        view,
        opens=USER,
    )
    _unknown(moves)


def against_the_rule(found: Moves, min_days: int, view: View) -> None:
    """Show where the rule of so many days says something else than the break-even, and why."""
    st.subheader("Where the rule and the break-even disagree")
    different = disagreements(found.rows, min_days)
    moves = found.rows.filter(pl.col("kind") == TO_SUBSCRIPTION)
    if different.is_empty() and found.unknown:
        st.markdown(f"Not known: {found.unknown}.")
        return
    if different.is_empty():
        st.markdown(f"Nowhere: more than {min_days} charged days is where Flex costs more, for everybody here.")
        return
    by_rule = different.filter("rule").height
    st.markdown(
        f"In {different.height:,} of {count_text(moves.height, 'case')}: {by_rule:,} above {min_days} days where the"
        f" break-even does not say move, {different.height - by_rule:,} below where it does."
    )
    tables.table(different.select(_AGREED), "Rule and break-even", view)


def other_way(found: Moves, view: View) -> None:
    """Show subscriptions that cost more than Flex would, and those that nobody uses."""
    st.subheader("The other way: subscriptions that are hardly used")
    moves = found.rows.filter(pl.col("kind") != TO_SUBSCRIPTION)
    if moves.is_empty():
        st.markdown(
            "None is known. Seat Usage exports tell the days on subscriptions, a Usage Report who has one and does not"
            " use it: load them, and enter what the subscriptions cost."
        )
        return
    sure = moves.filter(pl.col("verdict") == PAYS)
    st.markdown(
        f"{count_text(moves.height, 'subscription costs', 'subscriptions cost')} more than the few days would on Flex,"
        f" or {'is' if moves.height == 1 else 'are'} not used at all; giving up the {sure.height:,} that are sure saves"
        f" {_saved(sure)} a year, from the next renewal on."
    )
    columns = [name for name in _EVIDENCE if name not in ("user", "above", "first_day")]
    tables.table(
        moves.rename({"kind": "move_kind"}).select("user", "move_kind", *columns), "Subscriptions hardly used", view
    )


def one_user(found: Moves, view: View) -> None:
    """Let a person look into a user: the weeks, the products, and what could be had instead of Flex."""
    moves = found.rows.filter(pl.col("kind") == TO_SUBSCRIPTION)
    if moves.is_empty():
        return
    st.subheader("One user")
    label = choices.one("User to look into", moves["user"].unique(maintain_order=True).to_list(), USER, view)
    mine = moves.filter(pl.col("user") == label)
    days = Days(found.first_day, found.last_day)
    weeks = shared.weeks_by_product(replace(view, days=days, user_id=mine.item(0, "user_id")))
    st.markdown("**Days used each week**")
    draw_chart("Days used each week by product, of the user", charts.days_by_week, weeks)
    for number, (team_id, team) in enumerate(mine.select("team_id", "team").unique(maintain_order=True).iter_rows()):
        _of_team(session.of_user(view, team_id, mine.item(0, "user_id")), team, f" {number + 1}" if number else "")


def _of_team(ways_and_use: tuple[pl.DataFrame, pl.DataFrame], team: str, suffix: str) -> None:
    ways, use = ways_and_use
    of_team = f" ({controls.from_file(team)})"
    side_by_side = st.grid(2, min_column_width=360)
    with side_by_side.cell():
        st.markdown(f"**What there could be instead, in a year to come**{of_team}")
        tables.table(
            ways.rename({"price": "price_of_offers", "flex_cost": "rest_on_flex", "cost_year": "together_year"}).select(
                _WAYS
            ),
            f"Ways to cover the use{suffix}",
        )
    with side_by_side.cell():
        st.markdown(f"**What is used on Flex**{of_team}")
        tables.table(use, f"Products on Flex{suffix}")


def _saved(moves: pl.DataFrame) -> str:
    sums = moves.group_by("currency").agg(pl.col("saving_year").sum()).sort("currency")
    return " and ".join(money_text(saving, currency) for currency, saving in sums.iter_rows()) or "nothing"


def _unknown(moves: pl.DataFrame) -> None:
    """Name the products without a known price, for which no saving is shown."""
    unknown = moves.filter(pl.col("verdict") == NO_PRICE)["products"].explode().unique().sort().to_list()
    if unknown:
        st.warning(
            "No saving is shown for them, since a guess would not be money. Enter the price on Rates and prices.",
            title=f"The price of a subscription is not known for {controls.from_file(', '.join(unknown))}",
        )


def prices(found: Moves) -> None:
    """Say what a token costs, by team; subscriptions have their own page."""
    with st.expander("What a token costs here"):
        for team, price in found.token_prices.items():
            source = controls.from_file(price.source)
            st.markdown(f"{controls.from_file(team)}: {price.currency} {price.amount:.2f} a token ({source}).")
