"""The fields an export can have, and how a header is recognised as one of them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum

from analytics.exports.synonyms import ENGLISH, TRANSLATED


class Field(StrEnum):
    """A column whose meaning is known, whatever its header says."""

    DAY = "day"
    MONTH = "month"
    PRODUCT = "product"
    PRODUCT_CODE = "product_code"
    FEATURE = "feature"
    VERSION = "version"
    IS_PARENT = "is_parent"
    TEAM = "team"
    EMAIL = "email"
    AUTODESK_ID = "autodesk_id"
    HASHED_ID = "hashed_id"
    USER_NAME = "user_name"
    FIRST_NAME = "first_name"
    LAST_NAME = "last_name"
    FULL_NAME = "full_name"
    TOKENS = "tokens"
    TOKENS_CONSUMED = "tokens_consumed"
    ACCESS = "access"
    DAYS_USED = "days_used"
    MONTHLY_AVERAGE = "monthly_average"
    DAYS_INACTIVE = "days_inactive"
    LAST_ACCESSED = "last_accessed"
    USER_ACTIVITY = "user_activity"
    ACCOUNT_STATUS = "account_status"
    SEAT_ASSIGNMENT = "seat_assignment"
    ASSIGNED = "assigned"
    UNASSIGNED = "unassigned"
    GROUP = "user_group"
    DEPARTMENT = "department"
    COST_CENTER = "cost_center"
    PROJECT = "project"
    COUNTRY = "country"
    SEATS = "seats"
    SUBSCRIPTION_ID = "subscription_id"
    SUBSCRIPTION_STATUS = "subscription_status"
    CONTRACT = "contract"
    TERM = "term"
    RENEWAL = "renewal"
    START = "start"
    LAST_DAY = "last_day"
    PRICE = "price"
    CURRENCY = "currency"
    NOTE = "note"
    EVENT = "event"
    QUANTITY = "quantity"
    CATEGORY = "category"
    CHARGE_CATEGORY = "charge_category"
    POOL = "pool"
    CONTRACT_YEAR = "contract_year"
    SESSION_START = "session_start"
    SESSION_END = "session_end"
    HOURS = "hours"
    MINUTES = "minutes"
    DURATION = "duration"
    USE_COUNT = "use_count"
    CHARGED_ITEM = "charged_item"
    REASON_TYPE = "reason_type"
    REASON_COMMENT = "reason_comment"
    CUSTOM_1 = "custom_1"
    CUSTOM_2 = "custom_2"
    CUSTOM_3 = "custom_3"
    CUSTOM_4 = "custom_4"
    CUSTOM_5 = "custom_5"
    CUSTOM_6 = "custom_6"
    CUSTOM_7 = "custom_7"
    CUSTOM_8 = "custom_8"
    CUSTOM_9 = "custom_9"
    CUSTOM_10 = "custom_10"


_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_LONGEST_NAME = 100
_NOT_A_WORD = re.compile(r"[\W_]+")
# Latin accents only: the marks that voice Japanese kana make another letter and stay.
_ACCENTS = re.compile("[\u0300-\u036f]")


def normalised(header: str) -> str:
    """Bring a header to the form in which synonyms are compared.

    >>> normalised("usageDate"), normalised(" Tokens_used "), normalised("Day used")
    ('usage date', 'tokens used', 'day used')
    >>> normalised("Prénom"), normalised("Währung"), normalised("使用トークン数")
    ('prenom', 'wahrung', '使用トークン数')
    """
    words = _CAMEL.sub(" ", unicodedata.normalize("NFKC", header))
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", words.casefold()))
    return _NOT_A_WORD.sub(" ", unicodedata.normalize("NFC", plain)).strip()


def _ranked_synonyms() -> dict[str, tuple[Field, int]]:
    ranked: dict[str, tuple[Field, int]] = {}
    for table, behind in ((ENGLISH, 0), (TRANSLATED, 100)):
        for field, names in table.items():
            for rank, name in enumerate(names, start=behind):
                ranked.setdefault(normalised(name), (Field(field), rank))
    return ranked


_SYNONYMS = _ranked_synonyms()


def fields_of(headers: Sequence[str], mapping: Mapping[str, Field] | None = None) -> dict[Field, int]:
    """Map each known field to the position of its column.

    Parameters
    ----------
    headers
        The names of the columns as written.
    mapping
        What a person said that headers mean; it wins over the synonyms.

    Returns
    -------
    dict
        Of several columns with names of one field, the best synonym's; of the same name, the first.

    >>> fields_of(["Day used", "Colour", "Tokens used"])
    {<Field.DAY: 'day'>: 0, <Field.TOKENS: 'tokens'>: 2}
    >>> fields_of(["offering_name", "product_name", "Colour"], {"Colour": Field.TEAM})
    {<Field.PRODUCT: 'product'>: 1, <Field.TEAM: 'team'>: 2}
    """
    said = {header.strip(): field for header, field in (mapping or {}).items()}
    found: dict[Field, tuple[int, int]] = {}
    for position, header in enumerate(headers):
        mapped = said.get(header.strip())
        if mapped is not None:
            known: tuple[Field, int] | None = (mapped, -1)
        else:
            known = _SYNONYMS.get(normalised(header)) if len(header) <= _LONGEST_NAME else None
        if known is not None:
            field, rank = known
            found[field] = min(found.get(field, (rank, position)), (rank, position))
    return {field: position for field, (_, position) in sorted(found.items(), key=lambda item: item[1][1])}
