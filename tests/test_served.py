"""The served program answers, dies and comes back as the tests that break it need."""

from collections.abc import Awaitable, Callable

import pytest

from tests.served import Served

Serve = Callable[..., Awaitable[Served]]


@pytest.mark.served
async def test_a_killed_program_comes_back_at_the_same_address_with_the_same_data(
    serve: Serve, database_url: str
) -> None:
    program = await serve(database_url=database_url, demo="1")
    first = program.pid
    assert (await program.health())[1]["status"] == "ok"
    program.kill()
    assert await program.health() == (0, {})
    await program.restart()
    assert program.pid != first
    assert (await program.health())[1]["status"] == "ok"


@pytest.mark.served
@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_pages_and_background_work_are_two_programs_and_end_politely(serve: Serve, database_url: str) -> None:
    web = await serve(role="web", database_url=database_url, demo="1")
    work = await serve(role="work", database_url=database_url, demo="1")
    assert "house.opened" in work.log
    assert [await web.stop(), await work.stop()] == [0, 0]


@pytest.mark.served
async def test_a_program_that_cannot_start_says_why(serve: Serve) -> None:
    with pytest.raises(RuntimeError, match="KNOTENPUNKT_NOTHING is not a setting"):
        await serve(nothing="1")
