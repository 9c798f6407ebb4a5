"""The network office sees every part of a suggestion, as the coordinators get it, and nobody else does."""

import pytest

from actions.explain_peers import PEER_WEIGHTS, TRADE_WEIGHTS, explain_peers, explain_search
from actions.find_peers import find_peers
from network.errors import NotAllowed
from network.offer import OfferKind
from network.suggestion import Grounds
from storage import suggestions
from storage.database import Database
from storage.matcher import Matcher
from tests import make
from tests.storage.test_suggestions import dismissal

NEED = make.offer("Moderation für Konflikte mit der Nachbarschaft", OfferKind.NEED, "moderation")
OFFER = make.offer("Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft", category="moderation")


async def test_the_parts_and_the_order_are_those_of_the_coordinators(db: Database) -> None:
    anna, ben, nora = make.person(), make.person("Ben Beier"), make.staff()
    await make.keep(db, anna, ben, nora)
    await make.keep(db, mine := make.initiative(offers=(NEED,)), of=anna)
    others = [make.initiative("Dialog Bochum", offers=(OFFER,)), make.initiative("Dialog Dortmund")]
    await make.keep(db, *others, unwanted := make.initiative("Dialog Hagen"), of=ben)
    async with db.transaction() as tx:
        await suggestions.dismiss(tx, mine.id, dismissal(unwanted.id, Grounds.UNFIT))
        index = await Matcher().index(tx)
        told = await explain_peers(tx, index, mine.id, by=nora, now=make.NOW)
        seen = await find_peers(tx, index, mine.id, by=anna, now=make.NOW)
    assert [it.initiative.id for it in told.peers] == [it.initiative.id for it in seen]
    assert [it.reasons for it in told.peers] == [it.reasons for it in seen]
    assert told.dismissed == 1
    assert all(0 <= value <= 1 for it in (*told.peers, *told.trades) for value in it.parts.values())
    assert set(told.peers[0].parts) <= set(PEER_WEIGHTS)
    assert [it.initiative.name for it in told.trades] == ["Dialog Bochum"]
    assert told.trades[0].parts["offers"] > 0
    assert set(told.trades[0].parts) <= set(TRADE_WEIGHTS)


async def test_a_search_is_explained_part_by_part(db: Database) -> None:
    nora = make.staff()
    await make.keep(db, nora, make.initiative("Dialog Bochum", offers=(OFFER,)), make.initiative("Dialog Dortmund"))
    async with db.transaction() as tx:
        found = await explain_search(tx, await Matcher().index(tx), "Moderation", by=nora, now=make.NOW)
    assert found[0].initiative.name == "Dialog Bochum"
    assert found[0].parts["text"] > 0
    assert found[0].score == found[0].undamped
    assert found[0].reasons


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_coordinators_do_not_see_scores(db: Database) -> None:
    anna = make.person()
    await make.keep(db, anna)
    await make.keep(db, mine := make.initiative(), of=anna)
    async with db.transaction() as tx:
        index = await Matcher().index(tx)
        with pytest.raises(NotAllowed):
            await explain_peers(tx, index, mine.id, by=anna, now=make.NOW)
        with pytest.raises(NotAllowed):
            await explain_search(tx, index, "Moderation", by=anna, now=make.NOW)
