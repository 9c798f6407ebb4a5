"""One chunk of an issue on its way: several letters at once, each written down before its dot and after its fate."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from datetime import datetime

from config.log import event, failure
from network.delivery import Delivery, DeliveryState, Verdict, accepted, broken, failed
from network.infobrief import Infobrief
from network.letter import Outcome, Phase, SendFailed
from newsletter.infobrief_letter import Letters
from newsletter.mail import Carrier
from newsletter.scribe import NotAllowed, Scribe
from storage.database import DatabaseAway

_CHARGED_TO_NOBODY = {Outcome.RELAY, Outcome.BLOCKED}


class Chunk:
    """The entries one lease covers, in the hands of one worker."""

    def __init__(
        self,
        infobrief: Infobrief,
        deliveries: Iterable[Delivery],
        *,
        carrier: Carrier,
        letters: Letters,
        scribe: Scribe,
        now: Callable[[], datetime],
    ) -> None:
        self.accepted = 0
        self.tried = 0
        self.trouble: SendFailed | None = None  # of the relay or with it: charged to nobody, ends the chunk
        self._infobrief = infobrief
        self._waiting = deque(deliveries)
        self._carrier = carrier
        self._letters = letters
        self._scribe = scribe
        self._now = now
        self._halted = False

    def halt(self) -> None:
        """Begin no further letter; those under way are finished."""
        self._halted = True

    async def deliver(self, *, at_once: int) -> None:
        """Send what there is, or until something stands in the way; what is left stays packed."""
        await asyncio.gather(*(self._line() for _ in range(min(at_once, len(self._waiting)))))

    async def _line(self) -> None:
        while self._waiting and not (self._halted or self._scribe.lost):
            self.tried += 1
            try:
                await self._one(self._waiting.popleft())
            except DatabaseAway:
                self.halt()  # nothing is sent that cannot be written down

    async def _one(self, delivery: Delivery) -> None:
        try:
            verdict = await self._sent(delivery)
        except SendFailed as trouble:
            verdict = self._judged(delivery, trouble)
        except NotAllowed:
            return  # the reader has left, or the entry is another worker's by now
        except DatabaseAway:
            raise
        except Exception as bug:  # one poisonous letter must not stop the others
            failure("delivery.broke", bug, infobrief=self._infobrief.id, subscription=delivery.subscription_id)
            verdict = self._broken(delivery)
        await self._scribe.settle(verdict)
        self.accepted += verdict.state is DeliveryState.ACCEPTED

    async def _sent(self, delivery: Delivery) -> Verdict:
        letter = await self._letters.letter(self._infobrief, delivery)
        receipt = await self._carrier.send(
            letter,
            sender=self._letters.sender,
            recipient=delivery.address,
            before_dot=lambda: self._scribe.mark_dot(delivery.subscription_id),
        )
        return accepted(delivery, receipt, now=self._now())

    def _judged(self, delivery: Delivery, trouble: SendFailed) -> Verdict:
        event("delivery.failed", infobrief=self._infobrief.id, trouble=str(trouble))
        if trouble.outcome in _CHARGED_TO_NOBODY:
            self.trouble = self.trouble or trouble
            self.halt()
        return failed(delivery, trouble, now=self._now())

    def _broken(self, delivery: Delivery) -> Verdict:
        """A fault of ours; where the dot may be out already, nobody knows what became of the letter."""
        if delivery.subscription_id in self._scribe.marked:
            return self._judged(delivery, SendFailed(Outcome.UNCERTAIN, phase=Phase.DOT))
        return broken(delivery, now=self._now())
