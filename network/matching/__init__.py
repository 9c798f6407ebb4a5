"""Finding partner initiatives: pure, in process, with reasons.

A `Profile` is analysed once (`analyse`) into an `Analysed` row, which is stored beside the profile as JSON. An `Index`
is built from such rows, follows changes with `put` and `drop`, and answers three questions: `search` (a text), `peers`
(of an initiative) and `trades` (who has what it seeks). Each answer is a `Peer` with visible parts and `Reason`s.
"""

from network.matching.analyse import analyse
from network.matching.analysis import version
from network.matching.encoder import Encoder
from network.matching.index import Index
from network.matching.profile import Analysed, Mark, Piece, Profile, Thing
from network.matching.reasons import Reason
from network.matching.score import Filters, Peer, peers, search, trades
from network.matching.suggest import Proposal, similar_names, suggest_category, suggest_topics

__all__ = [
    "Analysed",
    "Encoder",
    "Filters",
    "Index",
    "Mark",
    "Peer",
    "Piece",
    "Profile",
    "Proposal",
    "Reason",
    "Thing",
    "analyse",
    "peers",
    "search",
    "similar_names",
    "suggest_category",
    "suggest_topics",
    "trades",
    "version",
]
