"""The tokens that a day of a product usually costs, counted from the use itself."""

import narwhals.stable.v2 as nw
from narwhals.stable.v2.typing import IntoLazyFrameT

from analytics.usage.days import MONTH


def tokens_of_days(used: IntoLazyFrameT) -> IntoLazyFrameT:
    """Count how often a user's day of a product cost how many tokens.

    Parameters
    ----------
    used
        Usage days. Those of nobody by name are left out, for several people may be in one; so are days without tokens.

    Returns
    -------
    IntoLazyFrameT
        One row per `product_id`, `month` (its first day) and `tokens`: `days` (usage days that cost just these),
        `first_day`, `last_day`. In no particular order.
    """
    charged = nw.from_native(used).filter(nw.col("tokens") > 0, ~nw.col("user_id").is_null())
    return (
        charged.with_columns(MONTH.alias("month"))
        .group_by("product_id", "month", "tokens")
        .agg(
            nw.col("user_id").count().alias("days"),
            nw.col("day").min().alias("first_day"),
            nw.col("day").max().alias("last_day"),
        )
        .to_native()
    )
