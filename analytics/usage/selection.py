"""The days for which there is data."""

from datetime import date

from analytics.errors import StoreError
from analytics.store import Store, covered_days
from analytics.store.api_sums import api_days
from analytics.store.current import provisional_days
from analytics.usage.ranges import Days


def data_days(store: Store, team: str | None = None) -> Days:
    """Give the first and the last day of Token Usage that a load covers, for one team or (None) for all.

    Where no load covers one, they are those of the use of APIs.

    Raises
    ------
    StoreError
        When nothing is loaded, or there is no such team.
    """
    days = covered_days(store, team)["day"].to_list()
    days = days or [day for row in api_days(store, team).select("first_day", "last_day").iter_rows() for day in row]
    if not days:
        raise StoreError(
            f"There is no usage of {team} yet." if team else "There is no usage yet.",
            hint="Load a Token Usage export from Autodesk Account.",
        )
    return Days(min(days), max(days))


def last_complete_day(store: Store, team: str | None = None) -> date:
    """Give the last day, of one team or (None) of any, that was over when its data was loaded.

    The newest day is provisional: what is used on it after the load is not known, so a balance at its end is not
    either. Where no day was over it is the last one. A team without Token Usage is known until the last day of its use
    of APIs.

    Raises
    ------
    StoreError
        As of `data_days`.
    """
    last = data_days(store, team).last
    covered = covered_days(store, team)
    over = covered.join(provisional_days(store), on=["team_id", "day"], how="anti")["day"].max()
    days = [over if isinstance(over, date) else last]
    if team is None:
        days += api_days(store).join(covered, on="team_id", how="anti")["last_day"].to_list()
    return max(days)
