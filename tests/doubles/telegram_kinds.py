"""What people send besides text, in the shape in which Telegram tells a bot."""

from typing import Any

_FILE = {"file_id": "AgACAgIAAxkBAAIB", "file_unique_id": "AQADAgAT", "file_size": 51_200}
_PICTURE = {**_FILE, "width": 1280, "height": 960}

KINDS: dict[str, dict[str, Any]] = {
    "photo": {"photo": [{**_PICTURE, "width": 90, "height": 67}, _PICTURE], "caption": "Unser Treffen"},
    "sticker": {"sticker": {**_PICTURE, "type": "regular", "is_animated": False, "is_video": False, "emoji": "👍"}},
    "animation": {
        "animation": {**_PICTURE, "duration": 3},
        "document": {**_FILE, "file_name": "tanz.mp4", "mime_type": "video/mp4"},
    },
    "voice": {"voice": {**_FILE, "duration": 4, "mime_type": "audio/ogg"}},
    "video_note": {"video_note": {**_FILE, "length": 240, "duration": 5}},
    "video": {"video": {**_PICTURE, "duration": 5}},
    "audio": {"audio": {**_FILE, "duration": 180, "title": "Steigerlied"}},
    "document": {"document": {**_FILE, "file_name": "einladung.exe", "file_size": 52_428_800}},
    "contact": {"contact": {"phone_number": "+491700000000", "first_name": "Bernd", "user_id": 7_000_999_999}},
    "location": {"location": {"latitude": 51.48, "longitude": 7.22}},
    "venue": {
        "location": {"latitude": 51.48, "longitude": 7.22},
        "venue": {
            "location": {"latitude": 51.48, "longitude": 7.22},
            "title": "IHK",
            "address": "Ostring 30",
        },
    },
    "dice": {"dice": {"emoji": "🎲", "value": 4}},
    "poll": {
        "poll": {
            "id": "6001",
            "question": "Wann?",
            "options": [
                {"text": "Montag", "voter_count": 0, "persistent_id": "1"},
                {"text": "Freitag", "voter_count": 0, "persistent_id": "2"},
            ],
            "total_voter_count": 0,
            "is_closed": False,
            "is_anonymous": True,
            "type": "regular",
            "allows_multiple_answers": False,
            "allows_revoting": False,
            "members_only": False,
        }
    },
    "game": {"game": {"title": "Schach", "description": "Ein Spiel", "photo": [_PICTURE]}},
    "service": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 86_400}},
}
