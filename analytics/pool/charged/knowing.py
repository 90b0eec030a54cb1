"""The days on which the use of a resource is known: those for which tables of API usage speak."""

import polars as pl


def known_days(covered: pl.DataFrame) -> pl.DataFrame:
    """Give the days on which all use of some applications is known.

    An application takes part from its first covered day to its last; a day that no load covers between them is a gap
    for all, because what the others used is not all.

    Parameters
    ----------
    covered
        `application_id`, `day`; one row per application and day that a load covers.

    Returns
    -------
    pl.DataFrame
        One row per `day`, sorted. From the first day to the last those that are missing are not known.
    """
    spans = covered.group_by("application_id").agg(first=pl.col("day").min(), last=pl.col("day").max())
    expected = (
        spans.select(day=pl.date_ranges("first", "last")).explode("day", empty_as_null=False).group_by("day").len()
    )
    found = covered.group_by("day").len()
    return expected.join(found, on=["day", "len"], how="semi").select("day").sort("day")
