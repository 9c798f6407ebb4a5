"""Link scanners (Outlook's SafeLinks and others) open every address in a letter: nothing may happen by looking."""

import pytest

from tests import wait
from tests.browser import Browsing
from tests.journeys.conftest import Opens
from tests.journeys.ground import has_released_an_issue, issue_is_closed
from tests.journeys.scanner import changed, scan, snapshot
from tests.journeys.visitor import Post, Visitor

pytestmark = [pytest.mark.served, pytest.mark.browser]


LEA = "lea@ihk.example"


async def test_opening_links_confirms_nothing_ends_nothing_and_signs_nobody_in(
    opens: Opens, browsing: Browsing, post: Post, database_url: str
) -> None:
    program = await opens(demo="1")
    reader = Visitor(await browsing.page(), program.base_url)
    await reader.opens("/infobrief/abonnieren")
    await reader.fills("E-Mail-Adresse", LEA)
    await reader.presses("Abonnieren")
    confirmation = (await post.next(LEA, "bestätigen")).link("/infobrief/bestaetigen/")
    await reader.opens("/anmelden")
    await reader.fills("E-Mail-Adresse", LEA)
    await reader.presses("Link schicken")
    sign_in = (await post.next(LEA, "Anmelden")).link("/anmelden/")

    before = await snapshot(database_url)
    opened = await scan(post.all(), only=program.base_url)
    assert {confirmation, sign_in} <= {*opened}
    assert changed(before, await snapshot(database_url)) == {}

    # both links still do what they are for; then comes what goes to subscribers
    await reader.opens(confirmation)
    await reader.presses("Ja, Infobrief abonnieren")
    await reader.reads("Ihr Abonnement ist bestätigt")
    await has_released_an_issue(database_url)
    issue = await post.next(LEA, "Infobrief 1")
    choosing, leaving = issue.link("/infobrief/einstellungen/"), issue.link("/a/")
    await wait.until_async(lambda: issue_is_closed(database_url, 1), within=15, what="the issue to be closed")

    before = await snapshot(database_url)
    opened = await scan(post.all(), only=program.base_url)
    assert {confirmation, sign_in, choosing, leaving} <= {*opened}
    assert changed(before, await snapshot(database_url)) == {}

    await reader.opens(sign_in)
    await reader.fills("Ihr Name", "Lea Leser")
    await reader.presses("Jetzt anmelden")
    await reader.reads("Lea Leser")
    await reader.opens(leaving)
    await reader.presses("Infobrief abmelden")
    await reader.reads("Sie sind abgemeldet")
    assert browsing.troubles() == []
