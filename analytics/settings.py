"""Every setting of the product, with its unit and range; the only reader of the environment."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from platformdirs import user_config_path
from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from analytics.errors import SettingsError

PREFIX = "TOKEN_GAUGE_"
_KEY = "token_gauge.key"


class Settings(BaseSettings):
    """The settings; each may be set in the environment as `TOKEN_GAUGE_` and its name in capitals."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, frozen=True)

    store: Path = Field(default=Path("token_gauge.duckdb"), description="The file that keeps loads and packs")
    pseudonym_key: Path | None = Field(
        default=None,
        description="The file that keeps the key of pseudonyms; made when they are first asked for. Unless it is named,"
        " it lies in the user's configuration folder, or beside the store where it lies already",
    )
    wait_seconds: int = Field(
        default=60,
        ge=0,
        le=86_400,
        description="Seconds that a command waits for a store which another program has open",
    )
    names: Literal["masked", "ask", "shown"] = Field(
        default="ask",
        description="Names and e-mails: always masked, masked until a person asks for them, or shown at once",
    )
    lead_time_days: int = Field(
        default=10, ge=0, le=250, description="Business days from ordering tokens to having them"
    )
    country: str = Field(default="US", description="Whose public holidays are no business days (ISO 3166 code)")
    sure: float = Field(
        default=0.9,
        gt=0.0,
        lt=1.0,
        description="How sure the tokens to buy are to last to the term's end, 0 to 1",
    )
    grace_days: int = Field(
        default=0, ge=0, le=180, description="Days for which work goes on without tokens, where a contract grants them"
    )
    smallest_order: int = Field(
        default=33,
        ge=1,
        le=1_000_000,
        description="The fewest tokens of an order; 33 since 2026-06-04, 100 before, as quoted by others",
    )
    order_step: int = Field(
        default=1, ge=1, le=1_000_000, description="Tokens by which an order above the smallest grows"
    )
    pack_sizes: str = Field(
        default="none",
        description="Sizes of packs that are sold whole only, such as 33, 500, in place of smallest order and step",
    )
    price_tiers: str = Field(
        default="none", description="Prices per token from a quantity on, such as 5000: 2.85, 20000: 2.70"
    )
    min_days: int = Field(
        default=100,
        ge=1,
        le=365,
        description="Charged days in 365 above which a user is a candidate for a subscription",
    )
    token_price: Decimal = Field(
        default=Decimal("3.00"),
        gt=0,
        description="US$ per token where no price was entered and no pack says what was paid; the list price as of"
        " 2021-09-07, still on the rate sheet as quoted in 2026-07, checked on 2026-11-01",
    )
    decider: str = Field(
        default="none", description="Who decides about moves, as the history has it, until a person types a name"
    )
    paths: int = Field(default=1000, ge=100, le=10_000, description="Simulated futures of a forecast")

    @property
    def key_file(self) -> Path:
        """The file that keeps the key of pseudonyms, whether it is there yet or not."""
        if self.pseudonym_key is not None:
            return self.pseudonym_key
        # Whoever has a store and its key can tell whether a known e-mail is in it, so a key is made apart from it; but
        # without the one that was made beside it no export could be matched any more.
        for folder in (self.store.parent, Path()):
            if (folder / _KEY).exists():
                return folder / _KEY
        return user_config_path("token-gauge", appauthor=False) / _KEY

    @property
    def known_decider(self) -> str:
        """Who decides about moves; empty: a person has to type a name."""
        return "" if self.decider == "none" else self.decider

    def changed(self, values: Mapping[str, Any]) -> "Settings":
        """Return the settings with some others in their place, as texts or as what they are.

        Raises
        ------
        SettingsError
            When a value is not one the setting can have.
        """
        try:
            return Settings(**{**self.model_dump(), **values})
        except ValidationError as error:
            raise _refusal(error, lambda field: field.replace("_", " ").capitalize()) from error

    @classmethod
    def from_env(cls) -> "Settings":
        """Read the settings from the environment.

        Raises
        ------
        SettingsError
            When a value is not one the setting can have.
        """
        try:
            return cls()
        except ValidationError as error:
            raise _refusal(error, lambda field: f"The setting {PREFIX}{field.upper()}") from error


def _refusal(error: ValidationError, name_of: Callable[[str], str]) -> SettingsError:
    first = error.errors()[0]
    return SettingsError(
        f"{name_of(str(first['loc'][0]))} cannot be {first['input']!r}: {first['msg']}.",
        hint="The README lists the settings and what each can be.",
    )
