"""What teams bought of APIs and of capacity: enter, change, remove, list."""

from enum import StrEnum


class Source(StrEnum):
    """Who pays for use of an API, in the order in which they do."""

    FREE_TIER = "Free tier"
    TOKEN_FLEX = "Token Flex"
    FLEX = "Flex"
    PAY_AS_YOU_GO = "Pay as You Go"


class ResourceKind(StrEnum):
    """What a resource is."""

    TOKENS = "tokens"
    API = "API"
    CAPACITY = "capacity"


class Refreshes(StrEnum):
    """When the whole of it is there again."""

    NEVER = "never"
    MONTHLY = "monthly"
    YEARLY = "yearly"
