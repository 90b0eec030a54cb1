"""The kinds of export, told apart by the fields they carry."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from analytics.errors import ExportError
from analytics.exports.fields import Field
from analytics.exports.questions import Asked, Question, QuestionError


class Kind(StrEnum):
    """A kind of file that can be loaded."""

    TOKEN_USAGE = "token_usage"
    SEAT_USAGE = "seat_usage"
    USAGE = "usage"
    USAGE_REPORT = "usage_report"
    SUBSCRIPTIONS = "subscriptions"
    TOKEN_FLEX = "token_flex"
    GENERIC = "generic"
    PACKS = "packs"
    TOKEN_EVENTS = "token_events"
    DIRECTORY = "directory"
    API_USAGE = "api_usage"
    RESOURCES = "resources"

    @property
    def label(self) -> str:
        """The name people know it by."""
        return _LABELS[self]

    @property
    def amount(self) -> Field | None:
        """The field of its tokens, None for a kind without; a single Usage export or Usage Report may lack it."""
        return _AMOUNTS.get(self)

    @property
    def daily(self) -> bool:
        """Whether it says who used what on which day."""
        return self in _DAILY


_LABELS = {
    Kind.TOKEN_USAGE: "Token Usage export",
    Kind.SEAT_USAGE: "Seat Usage export",
    Kind.USAGE: "Usage export of seats and tokens",
    Kind.USAGE_REPORT: "Usage Report",
    Kind.SUBSCRIPTIONS: "Subscriptions export",
    Kind.TOKEN_FLEX: "Token Flex (EBA) export",
    Kind.GENERIC: "Table of daily quantities",
    Kind.PACKS: "Table of token packs",
    Kind.TOKEN_EVENTS: "Table of token events",
    Kind.DIRECTORY: "Directory of users",
    Kind.API_USAGE: "Table of API usage",
    Kind.RESOURCES: "Table of resources",
}
_AMOUNTS = {
    Kind.TOKEN_USAGE: Field.TOKENS,
    Kind.USAGE: Field.TOKENS,
    Kind.USAGE_REPORT: Field.TOKENS,
    Kind.TOKEN_FLEX: Field.TOKENS_CONSUMED,
    Kind.GENERIC: Field.QUANTITY,
    Kind.PACKS: Field.TOKENS,
    Kind.TOKEN_EVENTS: Field.TOKENS,
    Kind.API_USAGE: Field.TOKENS,
}
_DAILY = frozenset({Kind.TOKEN_USAGE, Kind.SEAT_USAGE, Kind.USAGE, Kind.TOKEN_FLEX, Kind.GENERIC})
_TOKENS = frozenset({Field.TOKENS, Field.TOKENS_CONSUMED, Field.QUANTITY})
_PERSON = frozenset({Field.EMAIL, Field.AUTODESK_ID, Field.HASHED_ID, Field.USER_NAME})
_BELONGS_TO = frozenset({Field.DEPARTMENT, Field.COST_CENTER, Field.PROJECT, Field.COUNTRY, Field.MANAGER})
_EXPORT_AGAIN = "Export Reporting > Token Usage from Autodesk Account, as CSV or Excel, and load that file."


@dataclass(frozen=True)
class _Rule:
    """What the fields of a kind must be."""

    kind: Kind
    all_of: frozenset[Field]
    one_of: frozenset[Field] = frozenset(Field)
    and_one_of: frozenset[Field] = frozenset(Field)
    none_of: frozenset[Field] = frozenset()

    def fits(self, fields: frozenset[Field]) -> bool:
        some = self.one_of & fields and self.and_one_of & fields
        return self.all_of <= fields and bool(some) and not self.none_of & fields


_DAY_AND_PRODUCT = frozenset({Field.DAY, Field.PRODUCT})
_NOT_OF_A_DIRECTORY = frozenset(
    {
        *(Field.DAY, Field.MONTH, Field.PRODUCT, Field.PRODUCT_CODE, Field.DAYS_USED, Field.EVENT),
        *(*_TOKENS, Field.SEATS, Field.SUBSCRIPTION_ID),
    }
)
# A table of API usage must have a column of each; any of the fields will do.
_OF_API_USAGE = (
    (Field.APPLICATION, Field.CLIENT_ID, Field.PRODUCT),
    (Field.QUANTITY,),
    (Field.TOKENS, Field.TOKENS_CONSUMED),
)
# The first rule that fits decides.
_RULES = (
    _Rule(
        Kind.RESOURCES,
        frozenset({Field.RESOURCE, Field.START}),
        one_of=frozenset({Field.PURCHASED, Field.SOURCE, Field.ACCESS}),
        none_of=frozenset({Field.DAY}),
    ),
    # A list of subscriptions to which somebody has added the tokens is a list of packs, so packs come first.
    _Rule(Kind.PACKS, frozenset({Field.TOKENS, Field.START, Field.LAST_DAY})),
    _Rule(
        Kind.SUBSCRIPTIONS,
        frozenset({Field.START, Field.LAST_DAY}),
        one_of=frozenset({Field.SEATS, Field.SUBSCRIPTION_ID}),
        none_of=frozenset({Field.DAY}),
    ),
    # What applications use of an API is never use of a product by persons, whatever else is missing.
    _Rule(Kind.API_USAGE, frozenset({Field.DAY, Field.API})),
    _Rule(Kind.TOKEN_EVENTS, frozenset({Field.EVENT, Field.DAY}), one_of=frozenset({Field.TOKENS, Field.QUANTITY})),
    _Rule(
        Kind.USAGE_REPORT,
        frozenset({Field.PRODUCT}),
        one_of=frozenset({Field.DAYS_USED, Field.MONTHLY_AVERAGE}),
        none_of=frozenset({Field.DAY, Field.MONTH}),
    ),
    # A manual adjustment has a category and no product.
    _Rule(
        Kind.TOKEN_FLEX,
        frozenset({Field.DAY, Field.TOKENS_CONSUMED}),
        one_of=frozenset({Field.PRODUCT, Field.PRODUCT_CODE, Field.CATEGORY}),
    ),
    # `Source` means access in Insights and anything elsewhere: it must not turn quantities into use of seats.
    _Rule(Kind.GENERIC, _DAY_AND_PRODUCT | {Field.QUANTITY}, none_of=frozenset({Field.TOKENS})),
    _Rule(Kind.USAGE, _DAY_AND_PRODUCT | {Field.ACCESS}),
    _Rule(Kind.TOKEN_USAGE, _DAY_AND_PRODUCT | {Field.TOKENS}),
    _Rule(Kind.SEAT_USAGE, _DAY_AND_PRODUCT, one_of=_PERSON),
    _Rule(Kind.DIRECTORY, frozenset(), one_of=_PERSON, and_one_of=_BELONGS_TO, none_of=_NOT_OF_A_DIRECTORY),
)


def kind_of(fields: Collection[Field]) -> Kind:
    """Tell the kind from the fields.

    Raises
    ------
    QuestionError
        Where it takes a person to say what the columns mean.
    ExportError
        For a table that has no days, whatever its columns mean.

    >>> kind_of([Field.DAY, Field.PRODUCT, Field.EMAIL]).label
    'Seat Usage export'
    """
    found = frozenset(fields)
    kind = next((rule.kind for rule in _RULES if rule.fits(found)), None)
    if kind is None:
        raise _refusal(found)
    missing = [any_of[0].label for any_of in _OF_API_USAGE if not found.intersection(any_of)]
    if kind is Kind.API_USAGE and missing:
        raise QuestionError(
            f"No column of this table of API usage is recognised as {' or as '.join(missing)}.",
            hint="Say what its columns mean, or fill in the table that the page Applications offers.",
            question=Question(Asked.COLUMNS),
        )
    return kind


def _refusal(found: frozenset[Field]) -> ExportError:
    if Field.MONTH in found and Field.DAY not in found and found & (_TOKENS | {Field.DAYS_USED}):
        return ExportError(
            "This table adds up whole months and has no days.",
            hint="Query by usageDate instead of usageMonth, and load that answer.",
        )
    if Field.ROLE in found and not found & (_TOKENS | {Field.DAY}):
        return ExportError(
            "This is a list of users or groups: it says nothing about what they used.", hint=_EXPORT_AGAIN
        )
    if found & _BELONGS_TO and not found & (_PERSON | _NOT_OF_A_DIRECTORY):
        return QuestionError(
            "This looks like a directory, and no column of it is recognised as who a person is.",
            hint="Say which column has the e-mail, the Autodesk id, its hash or the user name, beside the upload or"
            " with --column HEADER=FIELD.",
            question=Question(Asked.COLUMNS),
        )
    missing = [field.label for field in (Field.DAY, Field.PRODUCT) if field not in found]
    if not found & (_TOKENS | _PERSON):
        missing.append(Field.TOKENS.label)
    return QuestionError(
        f"No column of this file is recognised as {' or as '.join(missing)}.",
        hint=f"Say what its columns mean. Or: {_EXPORT_AGAIN}",
        question=Question(Asked.COLUMNS),
    )
