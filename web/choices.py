"""What was asked of a list, read from its address; what no filter knows counts as not asked."""

from collections.abc import Collection, Mapping

from starlette.requests import Request

from network import text

MOST_WORDS = 200  # characters of a question


def words(request: Request) -> str:
    """Return the words that were asked for."""
    return text.clean(request.query_params.get("q", "")[:MOST_WORDS])


def chosen(request: Request, names: Mapping[str, str], known: Mapping[str, Collection[str]]) -> dict[str, str]:
    """Return the value of each filter in `known`; `names` tells what it is called in the address."""
    given = {field: request.query_params.get(names[field], "") for field in known}
    return {field: value if value in known[field] else "" for field, value in given.items()}
