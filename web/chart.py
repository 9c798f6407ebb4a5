"""Figures as numbers: where each bar, column and cell of a picture stands and how strong it is.

Pure, in the manner of web/map.py: the same counts give the same picture; templates/web/_chart.html makes SVG of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

HEAT = 4  # steps of a heat table above zero
_WIDTH, _HEIGHT = 560, 240  # units of a column picture
_TOP, _SIDE = 24, 4  # room for the figures above, and left and right
_GROUND = 212  # where columns stand; their names have the rest
_WIDEST = 72  # units a column takes at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A piece of a stacked bar, in percent of its full width; `series` counts from 1."""

    series: int
    start: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column with its name and its figure; `middle` is where both are centred."""

    label: str
    count: int
    x: float
    y: float
    w: float
    h: float
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnPicture:
    """What a template needs to draw columns: its size, the height of the ground line, the columns from the left."""

    width: int
    height: int
    ground: int
    columns: tuple[Column, ...]


def stacked(counts: Sequence[int], *, most: int) -> tuple[Part, ...]:
    """Return the pieces of one bar, of which `most` would fill the whole width; zeros have no piece."""
    parts, start = [], 0.0
    for series, count in enumerate(counts, 1):
        width = 100 * count / most if most else 0.0
        if count:
            parts.append(Part(series=series, start=round(start, 2), width=round(width, 2)))
        start += width
    return tuple(parts)


def columns(rows: Sequence[tuple[str, int]]) -> ColumnPicture:
    """Return columns of these names and figures side by side; the largest figure reaches the top."""
    step = (_WIDTH - 2 * _SIDE) / max(len(rows), 1)
    most = max((count for _, count in rows), default=0)
    drawn = [_column(name, count, place, step, most) for place, (name, count) in enumerate(rows)]
    return ColumnPicture(width=_WIDTH, height=_HEIGHT, ground=_GROUND, columns=tuple(drawn))


def heat(count: int, *, most: int) -> int:
    """Return how strong a cell is: 0 for none, then 1 to HEAT, where `most` is the strongest."""
    return -(-count * HEAT // most) if count and most else 0


def _column(name: str, count: int, place: int, step: float, most: int) -> Column:
    width = min(step * 0.7, _WIDEST)
    middle = _SIDE + step * (place + 0.5)
    height = (_GROUND - _TOP) * count / most if most else 0.0
    return Column(
        label=name,
        count=count,
        x=round(middle - width / 2, 1),
        y=round(_GROUND - height, 1),
        w=round(width, 1),
        h=round(height, 1),
        middle=round(middle, 1),
    )
