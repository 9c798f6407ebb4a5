"""Settings: every mistake is reported at once, with a suggestion, and nothing wrong gets through."""

import pytest

from config.settings import Settings, SettingsWrong


def problems(**given: str) -> list[str]:
    with pytest.raises(SettingsWrong) as wrong:
        Settings.read({f"KNOTENPUNKT_{name.upper()}": value for name, value in given.items()})
    return wrong.value.problems


def test_without_any_setting_the_house_has_sensible_defaults() -> None:
    settings = Settings.read({})

    assert settings.database == "sqlite:///var/knotenpunkt.db"
    assert settings.timezone == "Europe/Berlin"
    assert not settings.may_mail_outside


def test_an_unknown_setting_is_named_with_the_one_that_was_probably_meant() -> None:
    assert problems(smpt_url="smtp://x") == [
        "KNOTENPUNKT_SMPT_URL is not a setting; did you mean KNOTENPUNKT_SMTP_URL?"
    ]


def test_all_mistakes_are_reported_at_once() -> None:
    found = problems(port="abc", timezone="Europe/Berln", secret="short", smpt_url="x")

    assert len(found) == 4
    assert any("did you mean Europe/Berlin?" in problem for problem in found)


@pytest.mark.parametrize(
    "schedule", ["31 09:00", "0 09:00", "1 02:30", "1 25:00", "jeden Tag", "* * * * *", "mo 9", "xx 09:00"]
)
def test_a_schedule_that_some_month_or_night_does_not_have_is_refused(schedule: str) -> None:
    assert "INFOBRIEF_SCHEDULE" in problems(infobrief_schedule=schedule)[0]


@pytest.mark.parametrize("schedule", ["1 09:00", "28 23:59", "mo 09:00", "So 7:05"])
def test_a_schedule_by_day_of_month_or_weekday_is_understood(schedule: str) -> None:
    assert Settings.read({"KNOTENPUNKT_INFOBRIEF_SCHEDULE": schedule}).infobrief_schedule == schedule.lower()


@pytest.mark.parametrize(
    "name, value",
    [
        ("base_url", "netzwerk.example"),
        ("base_url", "https://netzwerk.example/?a=b"),
        ("database_url", "mysql://localhost/x"),
        ("smtp_url", "relay.example:25"),
        ("telegram_webhook_secret", "mit Leerzeichen"),
        ("staff", "nicht-die-adresse"),
        ("port", "70000"),
    ],
)
def test_a_wrong_value_is_refused_with_the_name_of_its_setting(name: str, value: str) -> None:
    assert problems(**{name: value})[0].startswith(f"KNOTENPUNKT_{name.upper()}: ")


def test_a_password_does_not_show_when_settings_are_printed() -> None:
    settings = Settings.read({"KNOTENPUNKT_DATABASE_URL": "postgresql://anna:geheim@db/netz"})

    assert "geheim" not in repr(settings)
    assert settings.database == "postgresql://anna:geheim@db/netz"


def test_an_empty_value_counts_as_not_set() -> None:
    assert Settings.read({"KNOTENPUNKT_SMTP_URL": ""}).smtp_url is None


def test_staff_addresses_come_in_order_however_they_are_separated() -> None:
    settings = Settings.read({"KNOTENPUNKT_STAFF": "a@netz.example, b@netz.example;c@netz.example"})

    assert settings.staff == ("a@netz.example", "b@netz.example", "c@netz.example")
