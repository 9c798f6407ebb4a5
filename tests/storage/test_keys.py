"""Keys sort by time, and those of one moment by the order in which they were made."""

from datetime import UTC, datetime, timedelta

from storage.keys import moment_of, new_id

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_keys_of_one_moment_sort_as_they_were_made() -> None:
    keys = [new_id(NOW) for _ in range(1000)]
    assert keys == sorted(set(keys))


def test_their_order_stays_while_others_make_keys_for_other_moments() -> None:
    keys = [new_id(NOW + timedelta(milliseconds=number % 3)) for number in range(999)]
    assert [sorted(keys[start::3]) for start in range(3)] == [keys[start::3] for start in range(3)]
    assert max(keys[0::3]) < min(keys[1::3]) < max(keys[1::3]) < min(keys[2::3])


def test_a_key_is_a_uuid_of_version_7_and_tells_its_moment() -> None:
    for key in (new_id(NOW + timedelta(milliseconds=number)) for number in range(1000)):
        assert (key.version, key.variant) == (7, "specified in RFC 4122")
        assert NOW <= moment_of(key) < NOW + timedelta(seconds=1)
