"""What a scenario changes against the base, one small value for each kind of change, and the documents they become."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, ClassVar, get_type_hints

from analytics.errors import PlanError

_LARGEST = Decimal(10) ** 9
_LARGEST_FACTOR = 1000


@dataclass(frozen=True)
class Busy:
    """A busy (factor above 1) or quiet (below 1) time: use on its days is multiplied."""

    kind: ClassVar[str] = "busy"
    first_day: date
    last_day: date
    factor: Decimal

    def __post_init__(self) -> None:
        _check_factor(self.factor)
        _check_days(self.first_day, self.last_day)


@dataclass(frozen=True)
class Headcount:
    """More or fewer users from a day on, each of whom uses what the active ones use now."""

    kind: ClassVar[str] = "headcount"
    first_day: date
    users: int
    """How many more; below zero fewer."""


@dataclass(frozen=True)
class ProductUse:
    """Use of one product is multiplied from a day on; by 0 where it is retired."""

    kind: ClassVar[str] = "product"
    first_day: date
    factor: Decimal
    product_id: int | None = None
    """None: a product that is no longer known, which changes nothing."""

    def __post_init__(self) -> None:
        _check_factor(self.factor)


@dataclass(frozen=True)
class Rollout:
    """A new product from a day on, or more of one: so many tokens more on an average calendar day."""

    kind: ClassVar[str] = "rollout"
    first_day: date
    tokens_a_day: Decimal

    def __post_init__(self) -> None:
        _check_tokens(self.tokens_a_day)


@dataclass(frozen=True)
class Rate:
    """Another rate of one product from a day on: tokens for a user's day."""

    kind: ClassVar[str] = "rate"
    first_day: date
    before: Decimal
    after: Decimal
    product_id: int | None = None
    """None: a product that is no longer known, which changes nothing."""

    def __post_init__(self) -> None:
        _check_tokens(self.after)
        if not 0 < self.before <= _LARGEST:
            raise PlanError(f"{self.before} is no rate.", hint="Enter the tokens that a day costs now, above 0.")


@dataclass(frozen=True)
class Price:
    """Another price per token for what is bought from a day on."""

    kind: ClassVar[str] = "price"
    first_day: date
    price_per_token: Decimal

    def __post_init__(self) -> None:
        _check_tokens(self.price_per_token)


@dataclass(frozen=True)
class Moved:
    """Users who no longer use tokens from a day on, as with a subscription of their own."""

    kind: ClassVar[str] = "moved"
    first_day: date
    user_ids: tuple[int, ...] = ()


@dataclass(frozen=True)
class Purchase:
    """Tokens bought beyond what is known."""

    kind: ClassVar[str] = "purchase"
    first_day: date
    """The first day on which they pay."""
    last_day: date
    """The last day on which they pay; what is left then lapses."""
    tokens: Decimal
    price_per_token: Decimal | None = None
    """None: what tokens cost otherwise."""

    def __post_init__(self) -> None:
        _check_tokens(self.tokens)
        _check_days(self.first_day, self.last_day)
        if self.price_per_token is not None:
            _check_tokens(self.price_per_token)


Change = Busy | Headcount | ProductUse | Rollout | Rate | Price | Moved | Purchase
KINDS: Mapping[str, type[Change]] = {
    kind.kind: kind for kind in (Busy, Headcount, ProductUse, Rollout, Rate, Price, Moved, Purchase)
}


def document(change: Change) -> dict[str, Any]:
    """Give a change as a document: its kind and its fields, days in ISO form, amounts as texts.

    >>> document(Rollout(date(2026, 1, 1), Decimal("2.5")))
    {'kind': 'rollout', 'first_day': '2026-01-01', 'tokens_a_day': '2.5'}
    """
    return {"kind": change.kind, **{field.name: _plain(getattr(change, field.name)) for field in fields(change)}}


def change_of(document: Mapping[str, Any]) -> Change:
    """Give the change that a document says.

    Raises
    ------
    PlanError
        When there is no such kind of change, or its fields are not what that kind has.
    """
    kind = KINDS.get(str(document.get("kind")))
    if kind is None:
        raise PlanError(
            f"There is no change of the kind {document.get('kind')}.",
            hint=f"There are: {', '.join(KINDS)}. A newer version of Token Gauge may know more.",
        )
    hints = get_type_hints(kind)
    said = {name: value for name, value in document.items() if name != "kind"}
    try:
        return kind(**{name: _read(hints[name], value) for name, value in said.items()})
    except (KeyError, TypeError, ValueError, InvalidOperation) as error:
        raise PlanError(
            f"The change of the kind {kind.kind} is not complete.", hint="Remove it and enter it again."
        ) from error


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return str(value) if isinstance(value, date | Decimal) else value


def _read(hint: object, value: Any) -> Any:
    if value is None:
        return None
    if hint == tuple[int, ...]:
        return tuple(int(number) for number in value)
    if hint is date:
        return date.fromisoformat(str(value))
    return int(str(value)) if hint in (int, int | None) else Decimal(str(value))


def _check_factor(factor: Decimal) -> None:
    if not (factor.is_finite() and 0 <= factor <= _LARGEST_FACTOR):
        raise PlanError(f"{factor} is no factor.", hint="Enter 1.2 for a fifth more, 0.8 for a fifth less.")


def _check_tokens(amount: Decimal) -> None:
    if not (amount.is_finite() and 0 <= amount <= _LARGEST):
        raise PlanError(f"{amount} cannot be meant.", hint="Enter 0 or more.")


def _check_days(first: date, last: date) -> None:
    if last < first:
        raise PlanError(f"{last} is before {first}.", hint="Enter the first and the last day.")
