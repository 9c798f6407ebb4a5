"""What do staff have to read?"""

from dataclasses import dataclass

from network.initiative import Initiative
from network.news import News
from network.person import Person
from network.rights import demand
from storage import initiatives, news
from storage.database import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Everything that waits, each list oldest first."""

    initiatives: tuple[Initiative, ...]
    news: tuple[News, ...]

    @property
    def count(self) -> int:
        """How many entries wait."""
        return len(self.initiatives) + len(self.news)


async def list_waiting(tx: Transaction, *, by: Person) -> Waiting:
    """Return the registrations and news that wait for staff."""
    demand("list_waiting", by)
    return Waiting(initiatives=tuple(await initiatives.waiting(tx)), news=tuple(await news.waiting(tx)))
