"""Dismissals and pauses work for the one who made them, are taken back at will, and nobody else learns of them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from actions.dismiss_peer import dismiss_peer
from actions.find_peers import find_peers
from actions.find_trades import find_trades
from actions.pause_suggestions import pause_suggestions
from actions.restore_peer import dismissed_by, restore_peer
from actions.resume_suggestions import resume_suggestions
from network.errors import BadAnswer, NotFound
from network.initiative import Initiative, Status
from network.offer import OfferKind
from network.person import Person
from network.suggestion import Grounds
from storage.database import Database, Transaction
from storage.matcher import Matcher
from storage.tables import audit, outbox
from tests import make

YEAR = timedelta(days=366)


class Ground:
    """Anna's initiative, Ben's and one of Cora's; Ben offers what Anna seeks."""

    def __init__(self, db: Database) -> None:
        self.db, self.matcher = db, Matcher()
        self.anna, self.ben = make.person(), make.person("Ben Beier")
        need = make.offer("Moderation für Konflikte mit der Nachbarschaft", OfferKind.NEED, "moderation")
        offer = make.offer("Wir moderieren Konflikte zwischen Betrieb und Nachbarschaft", category="moderation")
        self.mine = make.initiative(offers=(need,))
        self.theirs = make.initiative("Dialog Bochum", offers=(offer,))
        self.third = make.initiative("Dialog Dortmund")

    async def stand(self) -> "Ground":
        """Keep it all."""
        await make.keep(self.db, self.anna, self.ben)
        await make.keep(self.db, self.mine, of=self.anna)
        await make.keep(self.db, self.theirs, self.third, of=self.ben)
        return self

    async def suggested(self, tx: Transaction, to: Initiative, by: Person, *, later: timedelta = YEAR * 0) -> set[str]:
        """The names this person is suggested."""
        found = await find_peers(tx, await self.matcher.index(tx), to.id, by=by, now=make.NOW + later)
        return {it.initiative.name for it in found}


@pytest.fixture
async def ground(db: Database) -> Ground:
    return await Ground(db).stand()


async def test_who_was_dismissed_is_not_suggested_until_restored(ground: Ground) -> None:
    async with ground.db.transaction() as tx:
        assert await ground.suggested(tx, ground.mine, ground.anna) == {"Dialog Bochum", "Dialog Dortmund"}
        gone = await dismiss_peer(tx, ground.mine.id, ground.theirs.id, Grounds.UNFIT, by=ground.anna, now=make.NOW)
        assert gone.name == "Dialog Bochum"
        assert await ground.suggested(tx, ground.mine, ground.anna) == {"Dialog Dortmund"}
        for _ in range(2):  # the second time nothing changes
            await restore_peer(tx, ground.mine.id, ground.theirs.id, by=ground.anna, now=make.NOW)
        assert await ground.suggested(tx, ground.mine, ground.anna) == {"Dialog Bochum", "Dialog Dortmund"}


async def test_who_is_known_comes_back_after_a_year_and_who_does_not_fit_never(ground: Ground) -> None:
    mine = ground.mine.id
    async with ground.db.transaction() as tx:
        await dismiss_peer(tx, mine, ground.theirs.id, Grounds.KNOWN, by=ground.anna, now=make.NOW)
        await dismiss_peer(tx, mine, ground.third.id, Grounds.UNFIT, by=ground.anna, now=make.NOW)
        assert await ground.suggested(tx, ground.mine, ground.anna) == set()
        listed = await dismissed_by(tx, mine, by=ground.anna, now=make.NOW)
        assert {(it.initiative.name, it.dismissal.grounds) for it in listed} == {
            ("Dialog Bochum", Grounds.KNOWN),
            ("Dialog Dortmund", Grounds.UNFIT),
        }
        assert await ground.suggested(tx, ground.mine, ground.anna, later=YEAR) == {"Dialog Bochum"}


async def test_a_dismissal_counts_for_offers_as_well(ground: Ground) -> None:
    async with ground.db.transaction() as tx:
        index = await ground.matcher.index(tx)
        (found,) = await find_trades(tx, index, ground.mine.id, by=ground.anna, now=make.NOW)
        assert (found.initiative.name, found.reasons[0].code) == ("Dialog Bochum", "offers")
        await dismiss_peer(tx, ground.mine.id, ground.theirs.id, Grounds.UNFIT, by=ground.anna, now=make.NOW)
        assert await find_trades(tx, index, ground.mine.id, by=ground.anna, now=make.NOW) == ()


async def test_the_other_side_neither_hears_of_it_nor_sees_a_difference(ground: Ground) -> None:
    async with ground.db.transaction() as tx:
        before = await ground.suggested(tx, ground.theirs, ground.ben)
        await dismiss_peer(tx, ground.mine.id, ground.theirs.id, Grounds.UNFIT, by=ground.anna, now=make.NOW)
        assert await ground.suggested(tx, ground.theirs, ground.ben) == before
        assert list(await tx.execute(select(outbox))) == []
        lines = [str(row) for row in await tx.execute(select(audit))]
        assert not any(str(ground.theirs.id) in line or ground.theirs.id.hex in line for line in lines)


async def test_nobody_dismisses_for_the_initiative_of_others_or_their_own(ground: Ground) -> None:
    mine, theirs = ground.mine.id, ground.theirs.id
    async with ground.db.transaction() as tx:
        for doing in (
            dismiss_peer(tx, mine, theirs, Grounds.UNFIT, by=ground.ben, now=make.NOW),
            restore_peer(tx, mine, theirs, by=ground.ben, now=make.NOW),
            dismissed_by(tx, mine, by=ground.ben, now=make.NOW),
            pause_suggestions(tx, mine, 1, by=ground.ben, now=make.NOW),
            resume_suggestions(tx, mine, by=ground.ben, now=make.NOW),
            find_trades(tx, await ground.matcher.index(tx), mine, by=ground.ben, now=make.NOW),
            dismiss_peer(tx, mine, mine, Grounds.UNFIT, by=ground.anna, now=make.NOW),
        ):
            with pytest.raises(NotFound, match="initiative_unknown"):
                await doing


async def test_what_is_not_public_cannot_be_dismissed_and_so_not_be_probed_for(ground: Ground) -> None:
    await make.keep(ground.db, hidden := make.initiative("Wartet", status=Status.WAITING), of=ground.ben)
    async with ground.db.transaction() as tx:
        with pytest.raises(NotFound):
            await dismiss_peer(tx, ground.mine.id, hidden.id, Grounds.UNFIT, by=ground.anna, now=make.NOW)


async def test_who_pauses_is_suggested_to_nobody_and_still_finds_partners(ground: Ground) -> None:
    async with ground.db.transaction() as tx:
        until = await pause_suggestions(tx, ground.mine.id, 1, by=ground.anna, now=make.NOW)
        assert "Industriedialog Essen" not in await ground.suggested(tx, ground.theirs, ground.ben)
        assert await ground.suggested(tx, ground.mine, ground.anna)
        over = until - make.NOW
        assert "Industriedialog Essen" in await ground.suggested(tx, ground.theirs, ground.ben, later=over)


async def test_a_pause_can_be_ended_and_ending_it_twice_changes_nothing(ground: Ground) -> None:
    async with ground.db.transaction() as tx:
        await pause_suggestions(tx, ground.mine.id, 6, by=ground.anna, now=make.NOW)
        for _ in range(2):
            await resume_suggestions(tx, ground.mine.id, by=ground.anna, now=make.NOW)
        assert "Industriedialog Essen" in await ground.suggested(tx, ground.theirs, ground.ben)
        with pytest.raises(BadAnswer):
            await pause_suggestions(tx, ground.mine.id, 2, by=ground.anna, now=make.NOW)
        told = [row.action for row in await tx.execute(select(audit).order_by(audit.c.id))]
        assert told == ["pause_suggestions", "resume_suggestions"]
