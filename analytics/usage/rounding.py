"""Round parts to whole numbers so that they still add up."""

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import floor
from typing import TypeVar

Key = TypeVar("Key", bound=Hashable)


def whole_parts(parts: Mapping[Key, Fraction]) -> dict[Key, int]:
    """Round parts to whole numbers; their sum is the sum of the parts, rounded half up.

    The method of the largest remainder: all are rounded down, and what is left goes to those that lost most, of equals
    to the first.

    >>> whole_parts({"a": Fraction(10, 3), "b": Fraction(10, 3), "c": Fraction(10, 3)})
    {'a': 4, 'b': 3, 'c': 3}
    """
    whole = {key: floor(part) for key, part in parts.items()}
    left = floor(sum(parts.values(), Fraction(0)) + Fraction(1, 2)) - sum(whole.values())
    for key in sorted(parts, key=lambda key: whole[key] - parts[key])[:left]:
        whole[key] += 1
    return whole
