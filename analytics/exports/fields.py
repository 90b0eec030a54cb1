"""The fields an export can have, and how a header is recognised as one of them."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import TypeAlias

from analytics.exports.synonyms import ENGLISH
from analytics.exports.translations import TRANSLATED


class Field(StrEnum):
    """A column whose meaning is known, whatever its header says."""

    DAY = "day"
    MONTH = "month"
    PRODUCT = "product"
    PRODUCT_CODE = "product_code"
    APPLICATION = "application"
    CLIENT_ID = "client_id"
    API = "api"
    JOB = "job"
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
    ROLE = "role"
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
    MANAGER = "manager"
    SEATS = "seats"
    SUBSCRIPTION_ID = "subscription_id"
    SUBSCRIPTION_STATUS = "subscription_status"
    CONTRACT = "contract"
    TERM = "term"
    RENEWAL = "renewal"
    START = "start"
    LAST_DAY = "last_day"
    BOUGHT_ON = "bought_on"
    PRICE = "price"
    CURRENCY = "currency"
    NOTE = "note"
    EVENT = "event"
    QUANTITY = "quantity"
    UNIT = "unit"
    UNIT_SIZE = "unit_size"
    UNIT_PRICE = "unit_price"
    RESOURCE = "resource"
    RESOURCE_KIND = "resource_kind"
    PURCHASED = "purchased"
    REFRESHES = "refreshes"
    SOURCE = "source"
    TIME_ZONE = "time_zone"
    STATUS = "status"
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

    @property
    def label(self) -> str:
        """Its name for people.

        >>> Field.DAY.label, Field.SEATS.label, Field.CONTRACT_YEAR.label, Field.CUSTOM_10.label
        ('Day used', 'Number of seats', 'Contract year', 'Custom field 10')
        """
        return _LABELS.get(self) or self.replace("custom_", "custom field ").replace("_", " ").capitalize()


# Of those fields only whose label is not the value in words.
_LABELS = {
    Field.DAY: "Day used",
    Field.VERSION: "Product version",
    Field.IS_PARENT: "Whether it is a parent product",
    Field.EMAIL: "E-mail",
    Field.AUTODESK_ID: "Autodesk ID",
    Field.HASHED_ID: "Hashed Autodesk ID",
    Field.ACCESS: "Access option",
    Field.ASSIGNED: "Assigned date",
    Field.UNASSIGNED: "Unassigned date",
    Field.GROUP: "Group",
    Field.SEATS: "Number of seats",
    Field.SUBSCRIPTION_ID: "Subscription ID",
    Field.APPLICATION: "Name of application",
    Field.CLIENT_ID: "Client ID",
    Field.API: "API",
    Field.JOB: "Engine or job type",
    Field.STATUS: "Status of charging",
    Field.UNIT_PRICE: "Price per unit",
    Field.RESOURCE_KIND: "Kind of resource",
    Field.SOURCE: "Source that pays",
    Field.CONTRACT: "Contract number",
    Field.RENEWAL: "Renewal date",
    Field.START: "First day",
    Field.PRICE: "Price per token",
    Field.EVENT: "Token event",
    Field.CATEGORY: "Usage category",
    Field.POOL: "Token pool",
    Field.SESSION_START: "Start of session",
    Field.SESSION_END: "End of session",
    Field.HOURS: "Hours used",
    Field.MINUTES: "Minutes used",
    Field.USE_COUNT: "Number of uses",
    Field.REASON_TYPE: "Type of reason",
    Field.REASON_COMMENT: "Comment on reason",
}

Said: TypeAlias = Mapping[str, Field | None]
"""What a person said that headers mean, by header as written; None: the column is not used."""

PERSONAL = frozenset(
    {
        *(Field.EMAIL, Field.AUTODESK_ID, Field.HASHED_ID, Field.USER_NAME),
        *(Field.FIRST_NAME, Field.LAST_NAME, Field.FULL_NAME, Field.MANAGER),
    }
)
"""Fields that name a person."""
FREE_TEXTS = frozenset({Field.NOTE, Field.REASON_COMMENT})
"""Fields in which somebody writes sentences, perhaps about a person."""
NUMBERS = frozenset(
    {
        *(Field.TOKENS, Field.TOKENS_CONSUMED, Field.QUANTITY, Field.PRICE, Field.SEATS, Field.PURCHASED),
        *(Field.UNIT_SIZE, Field.UNIT_PRICE, Field.DAYS_USED, Field.DAYS_INACTIVE, Field.MONTHLY_AVERAGE),
    }
)
"""Fields that are numbers."""


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


def _unspaced(header: str) -> str:
    return normalised(header).replace(" ", "")


def _ranked_synonyms() -> dict[str, tuple[Field, int]]:
    ranked: dict[str, tuple[Field, int]] = {}
    labels = {field: (field.label,) for field in Field}
    for table, behind in ((ENGLISH, 0), (TRANSLATED, 100), (labels, 200)):
        for field, names in table.items():
            for rank, name in enumerate(names, start=behind):
                ranked.setdefault(_unspaced(name), (Field(field), rank))
    return ranked


_SYNONYMS = _ranked_synonyms()


def fields_of(headers: Sequence[str], said: Said | None = None) -> dict[Field, int]:
    """Map each known field to the position of its column.

    Parameters
    ----------
    headers
        The names of the columns as written.
    said
        What a person said that headers mean; it wins over the synonyms. A header that only differs in capitals,
        blanks or accents means the same, as it has the same fingerprint.

    Returns
    -------
    dict
        Of several columns with names of one field, what was said, else the best synonym; of the same name, the first.

    >>> fields_of(["Day used", "Colour", "Tokens used"])
    {<Field.DAY: 'day'>: 0, <Field.TOKENS: 'tokens'>: 2}
    >>> fields_of(["offering_name", "product_name", "Colour"], {"Colour": Field.TEAM, "product_name": None})
    {<Field.PRODUCT: 'product'>: 0, <Field.TEAM: 'team'>: 2}
    """
    exact = {header.strip(): field for header, field in (said or {}).items()}
    alike = {_unspaced(header): field for header, field in exact.items()}
    found: dict[Field, tuple[int, int]] = {}
    for position, header in enumerate(headers):
        field, rank = _meaning(header.strip(), exact, alike)
        if field is not None:
            found[field] = min(found.get(field, (rank, position)), (rank, position))
    return {field: position for field, (_, position) in sorted(found.items(), key=lambda item: item[1][1])}


def _meaning(header: str, exact: Said, alike: Said) -> tuple[Field | None, int]:
    """Give the field of a header, None for none, and its rank: the lower, the better."""
    if header in exact:
        return exact[header], -2
    name = _unspaced(header) if len(header) <= _LONGEST_NAME else ""
    if not name:  # a sign alone is no name
        return None, 0
    if name in alike:
        return alike[name], -1
    return _SYNONYMS.get(name, (None, 0))
