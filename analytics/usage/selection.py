"""The days for which there is data."""

from analytics.errors import StoreError
from analytics.store import Store, covered_days
from analytics.usage.ranges import Days


def data_days(store: Store, team: str | None = None) -> Days:
    """Give the first and the last day that a load covers, for one team or (None) for all.

    Raises
    ------
    StoreError
        When nothing is loaded, or there is no such team.
    """
    days = covered_days(store, team)["day"].to_list()
    if not days:
        raise StoreError(
            f"There is no usage of {team} yet." if team else "There is no usage yet.",
            hint="Load a Token Usage export from Autodesk Account.",
        )
    return Days(min(days), max(days))
