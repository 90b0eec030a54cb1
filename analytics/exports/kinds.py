"""The kinds of export, told apart by the fields they carry."""

from collections.abc import Collection
from enum import StrEnum

from analytics.errors import ExportError
from analytics.exports.fields import Field


class Kind(StrEnum):
    """A kind of file that can be loaded."""

    TOKEN_USAGE = "token_usage"
    TOKEN_FLEX = "token_flex"
    PACKS = "packs"

    @property
    def label(self) -> str:
        """The name people know it by."""
        return _LABELS[self]


_LABELS = {
    Kind.TOKEN_USAGE: "Token Usage export",
    Kind.TOKEN_FLEX: "Token Flex (EBA) export",
    Kind.PACKS: "Table of token packs",
}


def kind_of(fields: Collection[Field]) -> Kind:
    """Tell the kind from the fields.

    Raises
    ------
    ExportError
        For a file that is no export, or one from which tokens by day cannot be told.
    """
    found = set(fields)
    if {Field.TOKENS, Field.START, Field.LAST_DAY} <= found:
        return Kind.PACKS
    if {Field.DAY, Field.TOKENS_CONSUMED} <= found and found & {Field.PRODUCT, Field.PRODUCT_CODE}:
        return Kind.TOKEN_FLEX
    if {Field.DAY, Field.PRODUCT, Field.TOKENS} <= found:
        return Kind.TOKEN_USAGE
    raise _refusal(found)


def _refusal(found: set[Field]) -> ExportError:
    export_again = "Export Reporting > Token Usage from Autodesk Account, as CSV or Excel, and load that file."
    if found & {Field.DAYS_USED, Field.MONTHLY_AVERAGE}:
        return ExportError(
            "This is a Usage Report: it adds up a whole period and has no tokens by day.", hint=export_again
        )
    if Field.SEATS in found:
        return ExportError("This is a list of subscriptions: it says nothing about tokens used.", hint=export_again)
    if {Field.DAY, Field.PRODUCT} <= found:
        return ExportError(
            "This export has days and products but no column of tokens; it looks like Seat Usage.",
            hint=export_again,
        )
    missing = [
        name
        for field, name in (
            (Field.DAY, "Day used"),
            (Field.PRODUCT, "Product"),
            (Field.TOKENS, "Tokens used"),
        )
        if field not in found
    ]
    return ExportError(f"This file has no column {' and no column '.join(missing)}.", hint=export_again)
