"""The map of the network as numbers: where each Land, each initiative and each name is drawn.

Pure: the same markers give the same picture. templates/web/_map.svg.html makes SVG of the picture; the units
are kilometres (see web/germany.py), and `scale` says how many of them one pixel takes.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from web.germany import Box, Point, Shape, Span, shapes, where, whole

WIDTH = 480  # pixels the picture is wide on a desktop
TARGET = 24  # pixels between two things one may click (WCAG 2.2, 2.5.8)
_MARGIN = 18  # pixels around the drawing
_REACH = 2.6  # how far a marker may move from its place, in targets; beyond that it joins a group
_LETTER, _LINE = 7.3, 14  # pixels a letter takes on average, and a line of a name
_AIR = 4  # pixels between a name and a sign
_CROWDED = 1.8  # kilometres a pixel: a smaller picture has no names
_SMALLEST = 100.0  # kilometres a zoomed picture shows at least
_LINK = "/initiativen?land={land}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """An initiative to be shown; `level` decides its sign and who moves first when two stand on one spot."""

    key: str
    name: str
    href: str
    lat: float
    lon: float
    land: str
    level: str
    confirmed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """The name of a Land in one or two lines, centred at a point."""

    x: float
    y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnLand:
    """A Land as a link; `count` is the number of its markers, `chosen`: the picture is about it."""

    code: str
    name: str
    path: str
    href: str
    count: int
    chosen: bool
    label: Label | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A thing to click: one marker, or several that found no room of their own; `home` is the true place.

    A group leads to a closer picture, or, where that is already shown, to the list of its Land.
    """

    x: float
    y: float
    home: Point
    markers: tuple[Marker, ...]
    href: str
    chosen: bool

    @property
    def moved(self) -> bool:
        """Whether it stands beside its true place."""
        return (self.x, self.y) != self.home


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A bent line between two spots, as an SVG path."""

    path: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPicture:
    """What a template needs: Länder by name, spots by Land and from north to south, `land` when zoomed."""

    box: Box
    scale: float
    land: str | None
    lands: tuple[DrawnLand, ...]
    spots: tuple[Spot, ...]
    lines: tuple[Line, ...]


def draw(
    markers: Iterable[Marker],
    *,
    links: Iterable[tuple[str, str]] = (),
    selected: str | None = None,
    land: str | None = None,
    width: int = WIDTH,
    language: str = "de",
    href: str = _LINK,
) -> MapPicture:
    """Return the picture of all Germany, or of one Land and what lies around it.

    `links` are pairs of marker keys, `selected` is the key of a marker to stress, `width` is how many pixels
    the picture will be wide on a desktop, and `href` is where a Land leads, with `{land}` for its code.
    """
    view = _view(land if land in shapes() else None, selected, width, language, href)
    return _draw(tuple(markers), tuple(links), view)


@dataclass(frozen=True, slots=True, kw_only=True)
class _View:
    """What is to be seen, from how near, and for whom."""

    box: Box
    scale: float
    land: str | None
    selected: str | None
    language: str
    href: str

    @property
    def gap(self) -> float:
        """The distance two spots keep, in kilometres."""
        return TARGET * self.scale


def _view(land: str | None, selected: str | None, width: int, language: str, href: str) -> _View:
    box = _frame(land, width)
    return _View(box=box, scale=box.w / width, land=land, selected=selected, language=language, href=href)


def _frame(land: str | None, width: int) -> Box:
    """The visible part: all Länder, or one Land, neither flatter than 5:4 nor narrower than 4:5."""
    if not land:
        return whole().grown(_MARGIN * whole().w / (width - 2 * _MARGIN))
    box = shapes()[land].box
    w, h = max(box.w, _SMALLEST, box.h * 0.8), max(box.h, _SMALLEST * 0.8, box.w * 0.8)
    middle = box.x + box.w / 2, box.y + box.h / 2
    return Box(x=middle[0] - w / 2, y=middle[1] - h / 2, w=w, h=h).grown(w * 0.08)


@lru_cache(maxsize=128)
def _draw(markers: tuple[Marker, ...], links: tuple[tuple[str, str], ...], view: _View) -> MapPicture:
    spots = _spots(markers, view)
    return MapPicture(
        box=view.box,
        scale=view.scale,
        land=view.land,
        lands=_lands(markers, spots, view),
        spots=spots,
        lines=tuple(_lines(links, spots, view.selected)),
    )


def _spots(markers: Sequence[Marker], view: _View) -> tuple[Spot, ...]:
    shown = [it for it in markers if not view.land or view.box.holds(where(it.lat, it.lon), view.gap / 2)]
    places: dict[Point, list[Marker]] = {}
    for marker in sorted(shown, key=lambda it: _order(it, view.selected)):
        places.setdefault(_room(_home(marker, view), places, view), []).append(marker)
    spots = (_spot(place, found, view) for place, found in places.items())
    names = {code: rank for rank, code in enumerate(shapes())}
    return tuple(sorted(spots, key=lambda it: (names.get(it.markers[0].land, 99), it.y, it.x)))


def _order(marker: Marker, selected: str | None) -> tuple[bool, int, float, float, str]:
    """Who is placed first keeps the true place: a town is more exact than a region, a region than a Land."""
    rank = {"lokal": 0, "regional": 1}.get(marker.level, 2)
    return marker.key != selected, rank, -marker.lat, marker.lon, marker.key


def _home(marker: Marker, view: _View) -> Point:
    return view.box.pulled_in(where(marker.lat, marker.lon), view.gap / 2)


def _room(home: Point, taken: Iterable[Point], view: _View) -> Point:
    """The nearest free place around `home`, or the nearest taken one, when nothing is free within reach."""
    near = [it for it in taken if math.dist(home, it) < view.gap * (_REACH + 1)]
    for place in _around(home, view.gap):
        inside = view.box.holds(place, view.gap / 2 * 0.999)
        if inside and all(math.dist(place, it) >= view.gap for it in near):
            return place
    return min(near, key=lambda it: math.dist(home, it))


def _around(home: Point, gap: float) -> Iterator[Point]:
    """Places on ever wider circles, starting in the east."""
    yield home
    for ring in range(1, int(_REACH * 4) + 1):
        radius = ring * gap / 4
        for step in range(24):
            angle = step * math.tau / 24
            yield home[0] + radius * math.cos(angle), home[1] + radius * math.sin(angle)


def _spot(place: Point, markers: list[Marker], view: _View) -> Spot:
    first = markers[0]
    closer = f"/initiativen?land={first.land}" if view.land else f"/karte?land={first.land}"
    home = _home(first, view)
    return Spot(
        x=round(place[0], 1),
        y=round(place[1], 1),
        home=(round(home[0], 1), round(home[1], 1)),
        markers=tuple(markers),
        href=first.href if len(markers) == 1 else closer,
        chosen=any(it.key == view.selected for it in markers),
    )


def _lines(links: Iterable[tuple[str, str]], spots: Iterable[Spot], selected: str | None) -> Iterator[Line]:
    by_key = {marker.key: spot for spot in spots for marker in spot.markers}
    pairs = {(a, b) if a < b else (b, a) for a, b in links}
    for a, b in sorted(pairs):
        if a in by_key and b in by_key and by_key[a] is not by_key[b]:
            yield Line(path=_bent(by_key[a], by_key[b]), chosen=selected in (a, b))


def _bent(a: Spot, b: Spot) -> str:
    """An arc from west to east that swings upwards, so that lines in both directions look alike."""
    left, right = sorted((a, b), key=lambda it: (it.x, it.y))
    x = (left.x + right.x) / 2 + (right.y - left.y) * 0.14
    y = (left.y + right.y) / 2 - (right.x - left.x) * 0.14
    return f"M{left.x:g},{left.y:g}Q{x:.1f},{y:.1f} {right.x:g},{right.y:g}"


def _lands(markers: Sequence[Marker], spots: Sequence[Spot], view: _View) -> tuple[DrawnLand, ...]:
    """Large Länder choose the room for their names first."""
    blocked = [Box(x=it.x, y=it.y, w=0, h=0).grown((TARGET / 2 + _AIR) * view.scale) for it in spots]
    drawn = []
    for shape in sorted(shapes().values(), key=lambda it: (-it.box.w * it.box.h, it.land.code)):
        if not shape.box.meets(view.box):
            continue
        label = None if view.scale > _CROWDED else _label(shape, blocked, view)
        if label:
            blocked.append(_label_box(label, view.scale))
        drawn.append(_drawn(shape, markers, label, view))
    return tuple(sorted(drawn, key=lambda it: it.name))


def _drawn(shape: Shape, markers: Sequence[Marker], label: Label | None, view: _View) -> DrawnLand:
    code = shape.land.code
    return DrawnLand(
        code=code,
        name=shape.land.name(view.language),
        path=shape.path,
        href=view.href.replace("{land}", code),
        count=sum(it.land == code for it in markers),
        chosen=code == view.land,
        label=label,
    )


def _label(shape: Shape, blocked: Sequence[Box], view: _View) -> Label | None:
    """The name where it fits into its Land and covers nothing; small Länder may carry it beside them."""
    lines = _broken(shape.land.name(view.language))
    for x, y in _centres(shape, _size(lines, view.scale), view):
        label = Label(x=round(x, 1), y=round(y, 1), lines=lines)
        drawn = _label_box(label, view.scale)
        if not any(drawn.meets(it) for it in blocked) and _within(drawn, view.box):
            return label
    return None


def _centres(shape: Shape, size: tuple[float, float], view: _View) -> Iterator[Point]:
    """Where a name may stand, best first: inside the Land, half across its border, beside it."""
    w, h = size
    home = where(*shape.land.label)
    yield from sorted(_inside(shape, w, h), key=lambda it: math.dist(it, home))
    yield from sorted(_inside(shape, w / 2, h / 2), key=lambda it: math.dist(it, home))
    if view.box.holds(home):
        yield from _around(home, view.gap)


def _inside(shape: Shape, w: float, h: float) -> Iterator[Point]:
    """Centres at which a box of this size lies inside the Land."""
    step = h / 2
    rows = int(shape.box.h / step)
    spans = [shape.spans(shape.box.y + row * step) for row in range(rows + 1)]
    for row in range(1, rows):
        for left, right in _common(spans[row - 1 : row + 2]):
            room = right - left - w
            for part in range(max(0, int(room / step)) + 1 if room >= 0 else 0):
                yield left + w / 2 + part * step, shape.box.y + row * step


def _common(rows: list[list[Span]]) -> list[Span]:
    """The stretches that all rows share."""
    shared = rows[0]
    for row in rows[1:]:
        shared = [(max(a, c), min(b, d)) for a, b in shared for c, d in row if max(a, c) < min(b, d)]
    return shared


def _within(label: Box, box: Box) -> bool:
    return box.holds((label.x, label.y)) and box.holds((label.x + label.w, label.y + label.h))


def _label_box(label: Label, scale: float) -> Box:
    w, h = _size(label.lines, scale)
    return Box(x=label.x - w / 2, y=label.y - h / 2, w=w, h=h)


def _size(lines: tuple[str, ...], scale: float) -> tuple[float, float]:
    return max(len(line) for line in lines) * _LETTER * scale, len(lines) * _LINE * scale


def _broken(name: str) -> tuple[str, ...]:
    """A long name in two lines, broken after its hyphen."""
    head, hyphen, tail = name.rpartition("-")
    return (head + hyphen, tail) if hyphen and len(name) > 12 else (name,)
