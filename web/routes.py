"""Every address of the house on one page: what answers there and which right it needs."""

from web import (
    api,
    chat,
    directory,
    health,
    infobrief,
    legal,
    mailbox,
    meetings,
    profile,
    search_engines,
    sign_in,
    staff,
    staff_forms,
    staff_infobrief,
    statistics,
    subscription,
    telegram,
)
from web.app import Door
from web.reception import Page


def _door(path: str, page: Page, right: str, *methods: str) -> Door:
    return Door(path=path, page=page, right=right, methods=methods or ("GET",))


DOORS: tuple[Door, ...] = (
    # the directory
    _door("/", directory.home, "browse_directory"),
    _door("/initiativen", directory.listing, "browse_directory"),
    _door("/initiativen/{slug}", profile.one, "browse_directory"),
    _door("/karte", directory.atlas, "browse_directory"),
    _door("/statistik", statistics.numbers, "browse_directory"),
    # open data
    _door("/daten", api.explained, "browse_directory"),
    _door("/api/initiativen.json", api.all_initiatives, "browse_directory"),
    _door("/api/initiativen.geojson", api.map_of_initiatives, "browse_directory"),
    _door("/api/initiativen.csv", api.table_of_initiatives, "browse_directory"),
    _door("/api/initiativen/{slug}.json", api.one_initiative, "browse_directory"),
    _door("/api/termine.json", api.all_meetings, "browse_meetings"),
    # meetings
    _door("/termine", meetings.listing, "browse_meetings"),
    _door("/termine.ics", meetings.calendar, "browse_meetings"),
    _door("/termine/{slug}.ics", meetings.calendar_of_one, "browse_meetings"),
    _door("/termine/{slug}", meetings.one, "browse_meetings"),
    _door("/termine/{slug}/zusagen", meetings.join, "join_meeting", "POST"),
    _door("/termine/{slug}/absagen", meetings.leave, "leave_meeting", "POST"),
    # the Infobrief
    _door("/infobrief", infobrief.archive, "browse_infobriefe"),
    _door("/infobrief/atom.xml", infobrief.feed, "browse_infobriefe"),
    _door("/infobrief/abonnieren", subscription.form, "subscribe"),
    _door("/infobrief/abonnieren", subscription.ask, "subscribe", "POST"),
    _door("/infobrief/abonnieren/danke", subscription.asked_for, "subscribe"),
    _door("/infobrief/bestaetigen/{token}", subscription.confirm_form, "confirm_subscription"),
    _door("/infobrief/bestaetigen/{token}", subscription.confirm, "confirm_subscription", "POST"),
    _door("/infobrief/einstellungen/{token}", subscription.preferences_form, "change_subscription"),
    _door("/infobrief/einstellungen/{token}", subscription.preferences, "change_subscription", "POST"),
    _door("/infobrief/{number:int}", infobrief.issue, "browse_infobriefe"),
    _door("/a/{token}", subscription.leave_form, "end_subscription"),
    _door("/a/{token}", subscription.leave, "end_subscription", "POST"),
    # signing in, and the chat
    _door("/anmelden", sign_in.form, "request_sign_in"),
    _door("/anmelden", sign_in.ask, "request_sign_in", "POST"),
    _door("/anmelden/gesendet", sign_in.sent, "request_sign_in"),
    _door("/anmelden/demo", sign_in.enter_demo, "sign_in", "POST"),
    _door("/anmelden/{token}", sign_in.offer, "sign_in"),
    _door("/anmelden/{token}", sign_in.enter, "sign_in", "POST"),
    _door("/abmelden", sign_in.leave, "sign_out", "POST"),
    _door("/sprache", sign_in.language, "change_language", "POST"),
    _door("/chat", chat.show, "chat"),
    _door("/chat", chat.say, "chat", "POST"),
    _door("/chat/neu", chat.news, "chat"),
    _door("/telegram/webhook", telegram.webhook, "receive_updates", "POST"),
    # the staff's desk
    _door("/netzwerkstelle", staff.desk, "list_waiting"),
    _door("/netzwerkstelle/initiativen/{id:uuid}", staff.initiative, "review_initiative"),
    _door("/netzwerkstelle/initiativen/{id:uuid}", staff.decide_initiative, "review_initiative", "POST"),
    _door("/netzwerkstelle/meldungen/{id:uuid}", staff.submission, "review_news"),
    _door("/netzwerkstelle/meldungen/{id:uuid}", staff.decide_submission, "review_news", "POST"),
    _door("/netzwerkstelle/ankuendigung", staff_forms.announcement, "announce"),
    _door("/netzwerkstelle/ankuendigung", staff_forms.publish_announcement, "announce", "POST"),
    _door("/netzwerkstelle/treffen", staff_forms.meeting_list, "announce_meeting"),
    _door("/netzwerkstelle/treffen/neu", staff_forms.meeting_form, "announce_meeting"),
    _door("/netzwerkstelle/treffen/neu", staff_forms.publish_meeting, "announce_meeting", "POST"),
    _door("/netzwerkstelle/treffen/{id:uuid}", staff_forms.meeting, "announce_meeting"),
    _door("/netzwerkstelle/treffen/{id:uuid}/absage", staff_forms.cancel_form, "cancel_meeting"),
    _door("/netzwerkstelle/treffen/{id:uuid}/absage", staff_forms.cancel, "cancel_meeting", "POST"),
    _door("/netzwerkstelle/infobrief", staff_infobrief.listing, "edit_infobrief"),
    _door("/netzwerkstelle/infobrief", staff_infobrief.compile_now, "compile_infobrief", "POST"),
    _door("/netzwerkstelle/infobrief/{id:uuid}", staff_infobrief.one, "edit_infobrief"),
    _door("/netzwerkstelle/infobrief/{id:uuid}", staff_infobrief.edit, "edit_infobrief", "POST"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/vorschau", staff_infobrief.preview, "preview_infobrief"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/vorschau/brief", staff_infobrief.preview_letter, "preview_infobrief"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/probe", staff_infobrief.send_test, "test_infobrief", "POST"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/freigabe", staff_infobrief.release_form, "release_infobrief"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/freigabe", staff_infobrief.release, "release_infobrief", "POST"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/versand", staff_infobrief.pause, "pause_infobrief", "POST"),
    _door("/netzwerkstelle/infobrief/{id:uuid}/ungewiss", staff_infobrief.decide, "decide_uncertain", "POST"),
    # the local mailbox of a demo
    _door("/postfach", mailbox.listing, "browse_directory"),
    _door("/postfach/{name}", mailbox.letter, "browse_directory"),
    _door("/postfach/{name}/html", mailbox.body, "browse_directory"),
    # the house itself
    _door("/impressum", legal.imprint, "browse_directory"),
    _door("/datenschutz", legal.privacy, "browse_directory"),
    _door("/sitemap.xml", search_engines.sitemap, "browse_directory"),
    _door("/robots.txt", search_engines.robots, "browse_directory"),
    _door("/health", health.health, "browse_directory"),
)

# Machines post here without an Origin: one-click leaving by mail programs, and Telegram.
OPEN_PATHS = ("/a/", "/telegram/webhook")
