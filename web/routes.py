"""Every address of the house on one page: what answers there and which right it needs."""

from web import (
    api,
    chat,
    directory,
    explain_peers,
    handover,
    health,
    infobrief,
    legal,
    mailbox,
    measures,
    meetings,
    partners,
    profile,
    search_engines,
    sign_in,
    staff,
    staff_forms,
    staff_infobrief,
    staff_merge,
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
    # what initiatives have done
    _door("/massnahmen", measures.listing, "browse_measures"),
    _door("/massnahmen/{slug}", measures.one, "browse_measures"),
    # open data
    _door("/daten", api.explained, "browse_directory"),
    _door("/api/initiativen.json", api.all_initiatives, "browse_directory"),
    _door("/api/initiativen.geojson", api.map_of_initiatives, "browse_directory"),
    _door("/api/initiativen.csv", api.table_of_initiatives, "browse_directory"),
    _door("/api/initiativen/{slug}.json", api.one_initiative, "browse_directory"),
    _door("/api/massnahmen.json", api.all_measures, "browse_measures"),
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
    # partners for one's own initiatives
    _door("/partner", partners.listing, "find_peers"),
    _door("/partner/{slug}", partners.one, "find_peers"),
    _door("/partner/{slug}", partners.show, "find_peers", "POST"),
    _door("/partner/{slug}/ausblenden", partners.dismiss, "dismiss_peer", "POST"),
    _door("/partner/{slug}/wieder", partners.restore, "restore_peer", "POST"),
    _door("/partner/{slug}/pause", partners.pause, "pause_suggestions", "POST"),
    _door("/partner/{slug}/weiter", partners.resume, "resume_suggestions", "POST"),
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
    _door("/uebergabe/{token}", handover.offer, "hand_over_initiative"),
    _door("/uebergabe/{token}", handover.accept, "hand_over_initiative", "POST"),
    # the staff's desk
    _door("/netzwerkstelle", staff.desk, "list_waiting"),
    _door("/netzwerkstelle/initiativen/{id:uuid}", staff.initiative, "review_initiative"),
    _door("/netzwerkstelle/initiativen/{id:uuid}", staff.decide_initiative, "review_initiative", "POST"),
    _door("/netzwerkstelle/zusammenlegen", staff_merge.compare, "merge_initiatives"),
    _door("/netzwerkstelle/zusammenlegen", staff_merge.merge, "merge_initiatives", "POST"),
    _door("/netzwerkstelle/zusammenlegen/{id:uuid}/loesen", staff_merge.unmerge, "unmerge_initiatives", "POST"),
    _door("/netzwerkstelle/dubletten", staff_merge.apart, "tell_apart", "POST"),
    _door("/netzwerkstelle/meldungen/{id:uuid}", staff.submission, "review_news"),
    _door("/netzwerkstelle/meldungen/{id:uuid}", staff.decide_submission, "review_news", "POST"),
    _door("/netzwerkstelle/warum", explain_peers.show, "explain_peers"),
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
