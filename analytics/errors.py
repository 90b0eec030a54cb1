"""Every error a person can meet: what is wrong in their words, and what to do about it."""


class TokenGaugeError(Exception):
    """The root of all errors that are shown to a person.

    Parameters
    ----------
    message
        One sentence: what is wrong.
    hint
        What to do about it.
    """

    def __init__(self, message: str, *, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}"


class ExportError(TokenGaugeError):
    """A file cannot be read as an export."""


class StoreError(TokenGaugeError):
    """The store cannot be opened, or does not hold what was asked of it."""


class StoreInUseError(StoreError):
    """Another program has the store open; later it may not."""


class RangeError(TokenGaugeError):
    """A time range or a day is not one."""


class PackError(TokenGaugeError):
    """A pack of tokens contradicts itself."""


class LimitError(TokenGaugeError):
    """A limit cannot be meant so."""


class PlanError(TokenGaugeError):
    """A budget, a tier or a scenario cannot be meant so."""


class PriceError(TokenGaugeError):
    """A rate or a price contradicts itself."""


class DecisionError(TokenGaugeError):
    """A decision about a move cannot be meant so."""


class AlertError(TokenGaugeError):
    """An alert cannot be meant so."""


class HistoryError(TokenGaugeError):
    """There is too little usage to answer the question."""


class SettingsError(TokenGaugeError):
    """A setting has a value it cannot have."""
