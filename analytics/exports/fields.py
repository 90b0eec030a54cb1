"""The fields an export can have, and the header names under which each is known."""

import re
from collections.abc import Sequence
from enum import StrEnum


class Field(StrEnum):
    """A column whose meaning is known, whatever its header says."""

    DAY = "day"
    PRODUCT = "product"
    PRODUCT_CODE = "product_code"
    FEATURE = "feature"
    VERSION = "version"
    TEAM = "team"
    EMAIL = "email"
    AUTODESK_ID = "autodesk_id"
    HASHED_ID = "hashed_id"
    USER_NAME = "user_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    TOKENS = "tokens"
    TOKENS_CONSUMED = "tokens_consumed"
    ACCESS = "access"
    DAYS_USED = "days_used"
    SEATS = "seats"
    START = "start"
    LAST_DAY = "last_day"
    PRICE = "price"
    CURRENCY = "currency"
    NOTE = "note"


# Source: Autodesk's pages "Export data fields" and "Usage report"; the Insights and Token Flex references.
# The keys are normalised headers (see `normalised`).
_SYNONYMS: dict[str, Field] = {
    name: field
    for field, names in {
        Field.DAY: ("day used", "usage date", "date", "day", "transaction date"),
        Field.PRODUCT: ("product", "product name", "offering name", "application"),
        Field.PRODUCT_CODE: ("product line code",),
        Field.FEATURE: ("feature", "child product name"),
        Field.VERSION: ("version", "product version"),
        Field.TEAM: ("team", "team alias", "team name"),
        Field.EMAIL: ("email", "email address", "e mail"),
        Field.AUTODESK_ID: ("autodesk id",),
        Field.HASHED_ID: ("hashed autodesk id", "hashed user id"),
        Field.USER_NAME: ("user name", "username", "user id", "userid", "user"),
        Field.FIRST_NAME: ("first name", "firstname"),
        Field.LAST_NAME: ("last name", "lastname"),
        Field.TOKENS: ("tokens used", "tokens"),
        Field.TOKENS_CONSUMED: ("tokens consumed",),
        Field.ACCESS: ("access option", "source"),
        Field.DAYS_USED: ("days used", "monthly average"),
        Field.SEATS: ("seat quantity",),
        Field.START: ("start", "start date", "first day"),
        Field.LAST_DAY: ("last day", "end date", "end"),
        Field.PRICE: ("price per token",),
        Field.CURRENCY: ("currency",),
        Field.NOTE: ("note",),
    }.items()
    for name in names
}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_A_WORD = re.compile(r"[^0-9a-z]+")


def normalised(header: str) -> str:
    """Bring a header to the form in which synonyms are compared.

    >>> normalised("usageDate"), normalised(" Tokens_used "), normalised("Day used")
    ('usage date', 'tokens used', 'day used')
    """
    return _NOT_A_WORD.sub(" ", _CAMEL.sub(" ", header.strip()).lower()).strip()


def fields_of(headers: Sequence[str]) -> dict[Field, int]:
    """Map each known field to the position of its column; the first column of a name wins.

    >>> fields_of(["Day used", "Colour", "Tokens used"])
    {<Field.DAY: 'day'>: 0, <Field.TOKENS: 'tokens'>: 2}
    """
    found: dict[Field, int] = {}
    for position, header in enumerate(headers):
        field = _SYNONYMS.get(normalised(header))
        if field is not None:
            found.setdefault(field, position)
    return found
