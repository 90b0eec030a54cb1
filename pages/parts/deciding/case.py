"""The case of the part-timers who are full-timers: looked for in the data, derived, and set against its source."""

import streamlit as st

from analytics.licensing import decisions
from analytics.licensing.decisions import SOURCE, Case
from analytics.wording import count_text, exact_money_text, money_text, percent_text, plain_text, tokens_text
from pages.parts import choices, controls, tables
from pages.parts.deciding import session
from pages.parts.licensing.session import moves
from pages.parts.session import View


def show(view: View) -> None:
    """Show a case of the data, how its saving comes about, and what the source's numbers assume."""
    st.subheader("Part-timers who are full-timers")
    known = session.cases(view)
    if known.is_empty():
        if unknown := moves(view).rule_unknown:
            st.markdown(f"Who is above the limit of charged days is not known: {unknown}.")
            return
        st.markdown("Nobody is above the limit of charged days with a product that a subscription covers.")
        return
    labels = {
        f"{row['team_id']}:{row['product']}": f"{controls.name(row['team'])}, {row['product']}"
        f" ({count_text(row['users'], 'user')} above the limit)"
        for row in known.iter_rows(named=True)
    }
    key, _, product = choices.held("Team and product", labels, "case", 520).partition(":")
    found = session.case(view, int(key), product)
    st.markdown(f"**{plain_text(_headline(found))}**")
    _derivation(found)
    tables.table(found.users.drop("offers", "subscription_price"), "Users of the case")
    assumed = decisions.assumed(found)
    if not assumed.is_empty():
        st.markdown(
            f'**What its source assumes.** An article, "Optimizing Autodesk Token Usage", tells of {SOURCE.users}'
            f" part-time users of {SOURCE.product}, {SOURCE.moved} of them above 100 days: moving these cut the use of"
            f" the pool by around {percent_text(SOURCE.share)} and saved about"
            f" {money_text(SOURCE.saving, SOURCE.currency)} in a year. It names neither prices nor days. At the"
            " prices and the rate here its numbers take:\n\n"
            + "\n".join(f"- {plain_text(fact)}: **{plain_text(value)}**" for fact, value in assumed.iter_rows())
        )


def _headline(found: Case) -> str:
    of = f"{found.above:,} of {count_text(found.users.height, 'user')} of {found.product} in {found.team}"
    text = (
        f"{of} had more than {found.limit} charged days; without them the pool would have been used"
        f" {percent_text(found.share)} less"
    )
    if found.saving is None:
        return f"{text}. What it would save is not known: a price is missing."
    saved = exact_money_text(abs(found.saving), found.token_price.currency)
    return f"{text}, and {saved} would have been {'saved' if found.saving >= 0 else 'lost'} in the year."


def _derivation(found: Case) -> None:
    currency, movers = found.token_price.currency, found.moved
    if movers.is_empty():
        return
    flex = exact_money_text(found.flex_cost, currency)
    lines = [
        f"{tokens_text(found.moved_tokens)} tokens were theirs, of {tokens_text(found.team_tokens)} of the team in 365"
        f" days: {percent_text(found.share)}.",
        f"At {currency} {found.token_price.amount:.4f} a token ({controls.from_file(found.token_price.source)}) that is"
        f" {flex}.",
    ]
    if found.subscriptions is not None and found.saving is not None:
        bought = movers.explode("offers", empty_as_null=True)["offers"].value_counts(sort=True)
        offers = " and ".join(f"{count} x {plain_text(offer)}" for offer, count in bought.iter_rows())
        lines += [
            f"{offers} cost {exact_money_text(found.subscriptions, currency)} a year.",
            f"The difference is {exact_money_text(found.saving, currency)}: money where the tokens need not be bought"
            " again, and nothing this term where they are paid for and would lapse.",
        ]
    st.markdown("\n".join(f"1. {line}" for line in lines))
