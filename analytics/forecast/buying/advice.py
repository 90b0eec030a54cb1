"""What to buy, by when, and why, in sentences."""

from decimal import Decimal

from analytics.forecast.buying.offers import NONE, Offer, Order
from analytics.forecast.buying.true_up import Conditions, Quantity, Rule, TrueUp
from analytics.forecast.outlook import Outlook
from analytics.forecast.verdict import what_it_takes
from analytics.settings import Settings
from analytics.wording import count_text, day_text, money_text, percent_text, tokens_count, tokens_text


def true_up_sentence(outlook: Outlook, found: TrueUp | None, conditions: Conditions) -> str:
    """Return in words what to buy by when, with whom to talk before, and what is not known."""
    unpaid = outlook.unpaid_since
    beside = f"{tokens_count(unpaid)} used since without a pack are not in it." if unpaid else ""
    return " ".join(filter(None, (_advice(outlook, found, conditions).strip(), beside, outlook.unknown_sentence)))


def _advice(outlook: Outlook, found: TrueUp | None, conditions: Conditions) -> str:
    if found is None:
        return _without_forecast(outlook, conditions.offer)
    wanted = chosen(found, conditions)
    what = _order_text(wanted.order, conditions.offer)
    lasting = f"to be {percent_text(conditions.sure)} sure that they last to {day_text(found.covers_until)}"
    if not outlook.coming:
        return f"No pack is in force: order {what} {lasting}, a year from their delivery on {day_text(found.arrives)}."
    if outlook.end and found.covers_until > outlook.end:
        return (
            f"An order arrives on {day_text(found.arrives)}, when the term is over: order {what} for the next one"
            f" {lasting}."
        )
    if found.order_by is None:
        return _without_run_out(outlook, found, conditions, what)
    if found.order_by < found.ordered_on:
        return f"Order {what} at once {lasting}: the last day for it was {day_text(found.order_by)}."
    return f"Order {what} by {day_text(found.order_by)} {lasting}. {_talk(found)}"


def _without_forecast(outlook: Outlook, offer: Offer) -> str:
    order = offer.order(outlook.owed)
    if not order.tokens:
        return f"How many tokens to buy is not known. {what_it_takes(outlook)}"
    owed = f"{tokens_text(outlook.owed)} tokens are owed, which it pays first"
    return (
        f"Order {_order_text(order, offer)} at once: {owed}. What else is needed is not known. {what_it_takes(outlook)}"
    )


def _without_run_out(outlook: Outlook, found: TrueUp, conditions: Conditions, what: str) -> str:
    if found.owed:
        owed = f"{tokens_text(found.owed)} tokens are owed, which it pays first"
        return f"Order {what} at once: {owed}. Beside that {_lasting(outlook)}."
    return f"No true-up is due: {_lasting(outlook)}. {_renewal(found, conditions)}".strip()


def chosen(found: TrueUp, conditions: Conditions) -> Quantity:
    """Give the quantity for the chance that was chosen."""
    return next(quantity for quantity in found.quantities if quantity.sure == conditions.sure)


def lost_sentence(found: TrueUp, outlook: Outlook) -> str:
    """Say what an order placed at once can no longer prevent."""
    lost = found.lost
    arrives = f"An order of {day_text(found.ordered_on)} arrives on {day_text(found.arrives)}"
    if not outlook.coming:
        return f"{arrives}."
    if not lost.chance:
        return f"{arrives}, and in no future do they run out before."
    days = count_text(round(lost.days.p50), "day")
    middle = f"in the middle future it is {days}" if round(lost.days.p50) else "in the middle future there is none"
    return (
        f"{arrives}. What no order can prevent any more: with a chance of {percent_text(lost.chance)} there are days"
        f" without tokens before; {middle}, in one of ten {round(lost.days.p90):,} or more, with"
        f" {tokens_count(round(lost.tokens.p90))} that cannot be used."
    )


def rule_sentence(rule: Rule, outlook: Outlook) -> str:
    """Give today's answer of the rule "70 % gone by mid-year", for any term, beside the forecast's."""
    said = (
        f"{percent_text(rule.used)} of the term's tokens are used and {percent_text(rule.gone)} of the term is gone."
        ' The rule "70 % gone by mid-year: plan a true-up now" asks for one'
    )
    when = (
        f"from {percent_text(rule.limit)} used on, at this point of a term" if rule.limit < 1 else "when all are used"
    )
    answer = f"{said} {when}: {'it is due' if rule.met else 'not yet'}."
    if outlook.run_out is None:
        return answer
    chance = percent_text(outlook.run_out.chance)
    return f"{answer} The forecast, which knows how use goes on: a chance of {chance} to run out before the term ends."


def assumptions_sentence(settings: Settings) -> str:
    """Return what is assumed of orders.

    >>> assumptions_sentence(Settings())
    '10 business days from order to tokens (holidays of US), 90 % sure, no grace, 33 tokens at least'
    """
    days = count_text(settings.lead_time_days, "business day")
    grace = f"{count_text(settings.grace_days, 'day')} of grace" if settings.grace_days else "no grace"
    offer = f"{settings.smallest_order:,} tokens at least"
    if settings.pack_sizes != NONE:
        offer = f"packs of {settings.pack_sizes}"
    elif settings.order_step > 1:
        offer += f", in steps of {settings.order_step:,}"
    tiers = f", prices by quantity {settings.price_tiers}" if settings.price_tiers != NONE else ""
    return (
        f"{days} from order to tokens (holidays of {settings.country}), {percent_text(settings.sure)} sure, {grace},"
        f" {offer}{tiers}"
    )


def price_sentence(offer: Offer, source: str) -> str:
    """Say what is known of the price."""
    first, *later = offer.tiers
    tiers = "".join(f", {tier.price} from {tier.tokens:,} tokens on" for tier in later)
    return f"{offer.currency} {first.price:,.2f} per token ({source}){tiers}."


def cheaper_sentence(order: Order, offer: Offer) -> str | None:
    """Say that a larger order costs less, where a tier makes it so."""
    larger = offer.cheaper(order)
    if larger is None:
        return None
    return f"{_order_text(larger, offer)} cost less than {_order_text(order, offer)}: order those."


def _order_text(order: Order, offer: Offer) -> str:
    return f"{tokens_count(Decimal(order.tokens))} ({money_text(order.money, offer.currency)})"


def _lasting(outlook: Outlook) -> str:
    chance = outlook.run_out.chance if outlook.run_out else 0.0
    until = f"the term ends on {day_text(outlook.end)}" if outlook.end else "the last day looked at"
    if not chance:
        return f"in every future the tokens last until {until}"
    return f"the chance of running out before {until} is {percent_text(chance)}"


def _renewal(found: TrueUp, conditions: Conditions) -> str:
    orders = [quantity.order for quantity in found.next_term if quantity.sure == conditions.sure]
    if not orders or not orders[0].tokens or found.renew_by is None:
        return ""
    what = _order_text(orders[0], conditions.offer)
    return (
        f"For the term after it order {what} by {day_text(found.renew_by)} to be {percent_text(conditions.sure)} sure"
        " that they last."
    )


def _talk(found: TrueUp) -> str:
    if found.talk_from is None or found.talk_by is None:
        return ""
    if found.talk_by <= found.ordered_on:
        return "Talk to your vendor now."
    since = "now" if found.talk_from <= found.ordered_on else day_text(found.talk_from)
    return f"Talk to your vendor between {since} and {day_text(found.talk_by)}."
