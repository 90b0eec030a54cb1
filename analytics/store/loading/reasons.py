"""Why a row of daily use is not used, in words."""

READ_FAULTS = {
    "MISSING COLUMNS": "cells are missing",
    "TOO MANY COLUMNS": "there are too many cells",
    "UNQUOTED VALUE": "a quote does not close",
    "INVALID ENCODING": "it is not written in UTF-8",
    "LINE SIZE OVER MAXIMUM": "the line is too long",
}
"""Why a line may be no row at all, by DuckDB's word for it."""
OTHER_FAULT = "it cannot be split into cells"
REPEATED = "the header is repeated"
TOTALS = "a line of totals"
NO_DAY = "no day"
NOT_A_DAY = "the day is not a date"
IN_THE_FUTURE = "the day is in the future"
NO_PRODUCT = "no product"
NO_TOKENS = "no tokens"
NOT_A_NUMBER = "the tokens are not a number"
NEGATIVE = "the tokens are negative"
ON_A_SUBSCRIPTION = "tokens beside a subscription"
OTHER_ACCESS = "used neither on Flex nor on a subscription"
FLEX_WITHOUT_TOKENS = "used on Flex, but the file has no tokens"
REASONS = (
    *(REPEATED, TOTALS, NO_DAY, NOT_A_DAY, IN_THE_FUTURE, NO_PRODUCT, NO_TOKENS, NOT_A_NUMBER, NEGATIVE),
    *(ON_A_SUBSCRIPTION, OTHER_ACCESS, FLEX_WITHOUT_TOKENS),
    *READ_FAULTS.values(),
    OTHER_FAULT,
)
"""All of them."""
