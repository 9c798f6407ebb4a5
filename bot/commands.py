"""Every command on one page: from here come the repertoire, the menu of the app and /hilfe."""

from dataclasses import dataclass

from bot.cards import (
    act,
    answer_joining,
    ask,
    browse_directory,
    browse_infobriefe,
    browse_measures,
    browse_meetings,
    browse_news,
    find_peers,
    find_trades,
    hand_over_initiative,
    help_,
    join_initiative,
    link_chat,
    list_waiting,
    my_entries,
    open_entry,
    open_measure,
    pause_suggestions,
    privacy,
    remove_measure,
    restore_peer,
    review_initiative,
    review_news,
    settings,
    start,
)
from bot.player import Repertoire
from bot.scripts import (
    add_measure,
    announce,
    announce_meeting,
    change_initiative,
    change_language,
    change_measure,
    choose_topics,
    claim_initiative,
    register_initiative,
    submit_news,
)
from bot.scripts import browse_measures as ask_for_measures
from bot.scripts import review_initiative as return_initiative
from bot.scripts import review_news as return_news
from network.person import Language, Role
from network.rights import may
from templates.render import Texts

ENGINE = "engine"  # the target of commands that the engine itself understands


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What one may type: a German and an English name, where it leads, and the action whose right it needs.

    What it does is said by the macro of its German name in templates/chat/commands.jinja.
    """

    german: str
    english: str
    target: str
    right: str
    aliases: tuple[str, ...] = ()
    in_menu: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that may be typed for it."""
        return tuple(dict.fromkeys((self.german, self.english, *self.aliases)))

    def name(self, language: Language) -> str:
        """Return the name in this language."""
        return self.english if language is Language.EN else self.german


COMMANDS = (
    Command(german="start", english="start", target="start", right="browse_directory"),
    Command(
        german="registrieren",
        english="register",
        target="register_initiative",
        right="register_initiative",
        aliases=("eintragen",),
    ),
    Command(
        german="partner", english="partners", target="find_peers", right="find_peers", aliases=("partners", "peers")
    ),
    Command(
        german="initiativen",
        english="initiatives",
        target="browse_directory",
        right="browse_directory",
        aliases=("verzeichnis", "directory"),
    ),
    Command(
        german="gibtesdas",
        english="done",
        target="browse_measures",
        right="browse_measures",
        aliases=("massnahmen", "measures"),
    ),
    Command(german="frage", english="ask", target="ask", right="browse_directory"),
    Command(german="steckbrief", english="profile", target="my_entries", right="register_initiative"),
    Command(german="uebergabe", english="handover", target="hand_over_initiative", right="hand_over_initiative"),
    Command(german="anfragen", english="requests", target="answer_joining", right="answer_joining", in_menu=False),
    Command(german="themen", english="topics", target="choose_topics", right="choose_topics"),
    Command(german="meldung", english="submit", target="submit_news", right="submit_news", aliases=("news",)),
    Command(german="neues", english="latest", target="browse_news", right="browse_directory"),
    Command(german="termine", english="meetings", target="browse_meetings", right="browse_meetings"),
    Command(german="infobrief", english="newsletter", target="browse_infobriefe", right="browse_infobriefe"),
    Command(german="freigaben", english="reviews", target="list_waiting", right="list_waiting"),
    Command(german="ankuendigung", english="announce", target="announce", right="announce"),
    Command(german="treffen", english="meeting", target="announce_meeting", right="announce_meeting"),
    Command(german="einstellungen", english="settings", target="settings", right="change_language"),
    Command(german="verbinden", english="connect", target="link_chat", right="link_chat", in_menu=False),
    Command(german="sprache", english="language", target="change_language", right="change_language"),
    Command(german="datenschutz", english="privacy", target="privacy", right="browse_directory"),
    Command(german="hilfe", english="help", target="help", right="browse_directory"),
    Command(german="abbrechen", english="cancel", target=ENGINE, right="browse_directory", in_menu=False),
    Command(german="zurueck", english="back", target=ENGINE, right="browse_directory", in_menu=False),
)


def commands_of(role: Role) -> tuple[Command, ...]:
    """Return the commands that exist for this role."""
    return tuple(it for it in COMMANDS if may(it.right, role))


def menu(role: Role, texts: Texts, language: Language) -> tuple[tuple[str, str], ...]:
    """Return name and description of each command for an app's menu, in this language."""
    return tuple(
        (it.name(language), texts.plain(f"commands.{it.german}", {}, language))
        for it in commands_of(role)
        if it.in_menu
    )


REPERTOIRE = Repertoire(
    scripts={
        "add_measure": add_measure.script,
        "announce": announce.script,
        "announce_meeting": announce_meeting.script,
        "browse_measures": ask_for_measures.script,
        "change_initiative": change_initiative.script,
        "change_language": change_language.script,
        "change_measure": change_measure.script,
        "choose_topics": choose_topics.script,
        "claim_initiative": claim_initiative.script,
        "register_initiative": register_initiative.script,
        "review_initiative": return_initiative.script,
        "review_news": return_news.script,
        "submit_news": submit_news.script,
    },
    cards={
        "accept_handover": hand_over_initiative.accept_card,
        "act": act.card,
        "answer_joining": answer_joining.card,
        "ask": ask.card,
        "browse_directory": browse_directory.card,
        "browse_infobriefe": browse_infobriefe.card,
        "browse_measures": browse_measures.card,
        "browse_meetings": browse_meetings.card,
        "browse_news": browse_news.card,
        "find_peers": find_peers.card,
        "find_trades": find_trades.card,
        "hand_over_initiative": hand_over_initiative.card,
        "help": help_.card_of(menu),
        "join_initiative": join_initiative.card,
        "link_chat": link_chat.card,
        "list_waiting": list_waiting.card,
        "my_entries": my_entries.card,
        "open_entry": open_entry.card,
        "open_measure": open_measure.card,
        "pause_suggestions": pause_suggestions.card,
        "privacy": privacy.card,
        "remove_measure": remove_measure.card,
        "restore_peer": restore_peer.card,
        "review_initiative": review_initiative.card,
        "review_news": review_news.card,
        "settings": settings.card,
        "start": start.card,
    },
    commands={name: it.target for it in COMMANDS for name in it.names if it.target != ENGINE},
    rights={
        "announce": "announce",
        "announce_meeting": "announce_meeting",
        "list_waiting": "list_waiting",
        "review_initiative": "review_initiative",
        "review_news": "review_news",
    },
    otherwise="browse_directory",
)
