"""Who used what: time ranges, summaries, and the details of one product or user."""

from analytics.usage.allocation import UNALLOCATED, Unit, allocated, allocation
from analytics.usage.causes import Excess, causes
from analytics.usage.collecting import collected
from analytics.usage.consumers import Consumers, Kind, consumers, noun
from analytics.usage.days import UsageDays, daily_tokens, in_order, rolled_up, usage_days
from analytics.usage.details import (
    child_products,
    months_by_product,
    user_products,
    versions,
    weekly_tokens,
    weeks_by_product,
)
from analytics.usage.explained import Change, change_explained, movers
from analytics.usage.matching import Match, match
from analytics.usage.members import Members, members
from analytics.usage.over_limits import over_limits
from analytics.usage.overnight import overnight
from analytics.usage.parts import Part, known_units, part, part_labels, use_of_part
from analytics.usage.periods import Against, are_covered, comparable, earlier, merged
from analytics.usage.ranges import Days, Preset, days_of_range
from analytics.usage.selection import data_days
from analytics.usage.sentences import change_sentence, days_text, top_sentence
from analytics.usage.summary import KEYS, By, labels, summary
from analytics.usage.top import GONE, NEW, Top, compared_periods, gone, risen, top_consumers, with_marks, with_state

__all__ = [
    "GONE",
    "KEYS",
    "NEW",
    "UNALLOCATED",
    "Against",
    "By",
    "Change",
    "Consumers",
    "Days",
    "Excess",
    "Kind",
    "Match",
    "Members",
    "Part",
    "Preset",
    "Top",
    "Unit",
    "UsageDays",
    "allocated",
    "allocation",
    "are_covered",
    "causes",
    "change_explained",
    "change_sentence",
    "child_products",
    "collected",
    "comparable",
    "compared_periods",
    "consumers",
    "daily_tokens",
    "data_days",
    "days_of_range",
    "days_text",
    "earlier",
    "gone",
    "in_order",
    "known_units",
    "labels",
    "match",
    "members",
    "merged",
    "months_by_product",
    "movers",
    "noun",
    "over_limits",
    "overnight",
    "part",
    "part_labels",
    "risen",
    "rolled_up",
    "summary",
    "top_consumers",
    "top_sentence",
    "usage_days",
    "use_of_part",
    "user_products",
    "versions",
    "weekly_tokens",
    "weeks_by_product",
    "with_marks",
    "with_state",
]
