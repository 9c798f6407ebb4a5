"""/statistik: the network in numbers, every figure with a picture and every picture with its figures."""

from starlette.requests import Request
from starlette.responses import Response

from network import statistics
from network.initiative import Kind
from storage import initiatives
from web import chart
from web.reception import page, reception


async def numbers(request: Request) -> Response:
    """/statistik: levels and types, composition, founding years and topics by Land of everything public."""
    async with reception(request).db.reading() as tx:
        counted = statistics.count(await initiatives.public(tx))
    return await page(
        request,
        "statistics.html",
        counted=counted,
        kinds=tuple(Kind),
        levels=_bars([row.counts for row in counted.levels]),
        compositions=_bars([(row.stated, row.suggested) for row in counted.compositions]),
        decades=chart.columns([(str(it.first), it.count) for it in counted.decades]),
        heat=[[chart.heat(count, most=counted.busiest) for count in row.counts] for row in counted.topics],
    )


def _bars(rows: list[tuple[int, ...]]) -> list[tuple[chart.Part, ...]]:
    most = max((sum(row) for row in rows), default=0)
    return [chart.stacked(row, most=most) for row in rows]
