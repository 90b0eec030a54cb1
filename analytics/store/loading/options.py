"""What a person says about a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from analytics.exports.dates import DateOrder
from analytics.exports.fields import Field
from analytics.exports.numbers import DecimalMark
from analytics.masking import E_MAIL
from analytics.store.pseudonyms import pseudonym


@dataclass(frozen=True)
class LoadOptions:
    """What a person says about a file that the file does not say itself."""

    team: str | None = None
    """The team (or contract) of rows that name none."""
    dates: DateOrder | None = None
    """The order of day and month where the file leaves it open."""
    decimals: DecimalMark | None = None
    """What marks decimals where the file leaves it open."""
    columns: Mapping[str, Field | None] = field(default_factory=dict)
    """What headers mean, as written in the file; None: the column is not used."""
    confirmed: bool = False
    """Load even what would be held."""
    dry_run: bool = False
    """Say what would happen and change nothing."""
    key: bytes | None = None
    """The key of pseudonyms, for a store whose users have them."""

    @property
    def kept_team(self) -> str | None:
        """The team as the store knows it: the pseudonym of an e-mail where users have pseudonyms."""
        if self.key and self.team and re.search(E_MAIL, self.team):
            return pseudonym(self.key, self.team)
        return self.team
