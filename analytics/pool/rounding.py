"""Round parts so that they still add up: shares of tokens to millionths, money to its smallest coin."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import TypeVar

from analytics.usage.rounding import Key, whole_parts

Row = TypeVar("Row", bound=Hashable)
Column = TypeVar("Column", bound=Hashable)


def amounts(parts: Mapping[Key, Fraction], digits: int) -> dict[Key, Decimal]:
    """Round amounts of money; their sum is the sum of the amounts, rounded half up.

    Parameters
    ----------
    parts
        The exact amounts.
    digits
        After the point, as `analytics.currencies.minor_units` gives them.

    >>> third = Fraction(10, 3)
    >>> amounts({"a": third, "b": third, "c": third}, 2)
    {'a': Decimal('3.34'), 'b': Decimal('3.33'), 'c': Decimal('3.33')}
    """
    whole = whole_parts({key: part * 10**digits for key, part in parts.items()})
    return {key: Decimal(part).scaleb(-digits) for key, part in whole.items()}


def whole_cells(cells: Mapping[tuple[Row, Column], Fraction]) -> dict[tuple[Row, Column], int]:
    """Round each cell of a table up or down to a whole number, so that all its sums stay, which are whole.

    As long as a cell is not whole, there are circles of such cells, for a row or column never has just one of them.
    Along a circle as much is added to every other cell as is taken from those between, until one of them is whole.

    References
    ----------
    .. [1] Bacharach (1966), Matrix rounding problems, Management Science 12 (9): it can always be done.

    >>> half = Fraction(1, 2)
    >>> whole_cells({("a", "x"): half, ("a", "y"): half, ("b", "x"): half, ("b", "y"): half})
    {('a', 'x'): 1, ('a', 'y'): 0, ('b', 'x'): 0, ('b', 'y'): 1}
    """
    whole = {key: floor(cell) for key, cell in cells.items()}
    rest = {key: cell - whole[key] for key, cell in cells.items() if cell != whole[key]}
    while rest:
        circle = _circle(list(rest))
        more, less = circle[::2], circle[1::2]
        moved = min([1 - rest[key] for key in more] + [rest[key] for key in less])
        for key in more:
            rest[key] += moved
            whole[key] += rest[key] == 1
        for key in less:
            rest[key] -= moved
        rest = {key: part for key, part in rest.items() if 0 < part < 1}
    return whole


def _circle(cells: list[tuple[Row, Column]]) -> list[tuple[Row, Column]]:
    """Go from cell to cell, along a row and along a column in turn, until a row or a column comes again."""
    lines: defaultdict[tuple[int, Hashable], list[tuple[Row, Column]]] = defaultdict(list)
    for cell in cells:
        lines[0, cell[0]].append(cell)
        lines[1, cell[1]].append(cell)
    line: tuple[int, Hashable] = (0, cells[0][0])
    seen, way = {line: 0}, list[tuple[Row, Column]]()
    while True:
        cell = next(cell for cell in lines[line] if not way or cell != way[-1])
        way.append(cell)
        line = (1, cell[1]) if line[0] == 0 else (0, cell[0])
        if line in seen:
            return way[seen[line] :]
        seen[line] = len(way)
