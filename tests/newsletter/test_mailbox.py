"""The local mailbox: letters lie there whole, newest first, and nothing else can be read through it."""

import asyncio
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from network.letter import Mail, Outcome, SendFailed
from newsletter.envelope import seal
from newsletter.mailbox import MailboxWay, get, read

SENDER = "infobrief@knotenpunkt.example"
NOW = datetime(2026, 11, 21, 9, 0, tzinfo=UTC)
MAIL = Mail(
    sender=SENDER,
    sender_name="Knotenpunkt",
    recipient="anna@example.org",
    subject="Bestätigen Sie Ihre Anmeldung",
    text="Guten Tag\n\nhttps://knotenpunkt.example/b/token.\n(https://knotenpunkt.example/hilfe)\n",
    html='<p>Grüße <a href="https://knotenpunkt.example/b/token">hier</a> <a href="javascript:alert(1)">x</a></p>',
    message_id="<1@knotenpunkt.example>",
    date=NOW,
)


async def put(folder: Path, mail: Mail = MAIL) -> str:
    receipt = await MailboxWay(folder).send(seal(mail), sender=SENDER, recipient=mail.recipient)
    return receipt.text


async def test_a_letter_reads_back_as_a_mail_program_would_show_it(tmp_path: Path) -> None:
    await put(tmp_path)
    (mail,) = read(tmp_path, limit=10)
    assert mail.subject == MAIL.subject
    assert mail.sender == f"Knotenpunkt <{SENDER}>"
    assert mail.recipient == "anna@example.org"
    assert mail.date == NOW
    assert mail.text.strip() == MAIL.text.strip()
    assert mail.html is not None
    assert "Grüße" in mail.html
    assert ("Message-ID", "<1@knotenpunkt.example>") in mail.headers
    assert mail.links == ("https://knotenpunkt.example/b/token", "https://knotenpunkt.example/hilfe")


async def test_the_newest_letter_comes_first_also_among_many_of_one_moment(tmp_path: Path) -> None:
    way = MailboxWay(tmp_path)
    for number in range(30):
        await way.send(seal(replace(MAIL, subject=str(number))), sender=SENDER, recipient="anna@example.org")
    assert [mail.subject for mail in read(tmp_path, limit=5)] == ["29", "28", "27", "26", "25"]


async def test_one_can_ask_for_the_letters_to_one_address_in_any_spelling(tmp_path: Path) -> None:
    await put(tmp_path)
    await put(tmp_path, replace(MAIL, recipient="info@müller.de"))
    assert len(read(tmp_path, limit=10, address="Info@Müller.de")) == 1
    assert len(read(tmp_path, limit=10, address="ANNA@example.org")) == 1
    assert read(tmp_path, limit=10, address="nobody@example.org") == []
    assert read(tmp_path, limit=10, address="<script>") == []


async def test_many_letters_at_once_are_all_kept(tmp_path: Path) -> None:
    way = MailboxWay(tmp_path)
    await asyncio.gather(*(way.send(seal(MAIL), sender=SENDER, recipient="anna@example.org") for _ in range(50)))
    assert len(read(tmp_path, limit=100)) == 50


async def test_letters_can_be_read_by_their_owner_only_and_leave_nothing_half_written(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    name = await put(folder)
    assert os.listdir(folder) == [name]
    assert (folder / name).stat().st_mode & 0o077 == 0
    assert folder.stat().st_mode & 0o077 == 0


async def test_the_hook_runs_before_the_letter_is_there(tmp_path: Path) -> None:
    seen: list[int] = []

    async def before_dot() -> None:
        seen.append(len(read(tmp_path, limit=10)))

    way = MailboxWay(tmp_path)
    await way.send(seal(MAIL), sender="", recipient="anna@example.org", before_dot=before_dot)
    assert seen == [0]
    assert len(read(tmp_path, limit=10)) == 1


async def test_a_folder_that_cannot_take_letters_is_charged_to_nobody(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SendFailed) as caught:
        await put(tmp_path / "file")
    assert caught.value.outcome is Outcome.RELAY


@pytest.mark.parametrize("recipient", ["a@x.de\r\nX: y", "", "Anna <a@x.de>"])
async def test_what_is_no_address_is_refused_for_good(tmp_path: Path, recipient: str) -> None:
    with pytest.raises(SendFailed) as caught:
        await MailboxWay(tmp_path).send(seal(MAIL), sender=SENDER, recipient=recipient)
    assert caught.value.for_good


async def test_one_letter_can_be_looked_up_by_its_name(tmp_path: Path) -> None:
    name = await put(tmp_path)
    mail = get(tmp_path, name)
    assert mail
    assert mail.name == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "../secret.eml",
        "/etc/passwd",
        "secret.eml",
        "%2e%2e/secret.eml",
        "a/b.eml",
        "x\x00.eml",
        "../2026-11-21T09-00-00.000000Z-00000000.eml",
        "2026-11-21T09-00-00.000000Z-00000000.eml\n",
    ],
)
async def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "mail"
    await put(folder)
    for secret in ("secret.eml", "2026-11-21T09-00-00.000000Z-00000000.eml"):
        (tmp_path / secret).write_text("Subject: secret\n\n")
    assert get(folder, name) is None


async def test_a_link_in_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("Subject: secret\n\n")
    folder = tmp_path / "mail"
    folder.mkdir()
    name = "2026-11-21T09-00-00.000000Z-00000000.eml"
    (folder / name).symlink_to(tmp_path / "secret")
    assert get(folder, name) is None
    assert read(folder, limit=10) == []


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff",
        b"Content-Type: text/plain; charset=nonsense\n\n\xff",
        b"Content-Type: multipart/mixed\n\n--",
        b"Date: never\nSubject: =?utf-8?b?=\nFrom: <<>>\n\nx",
        b"Content-Transfer-Encoding: base64\n\n%%%",
    ],
)
async def test_a_file_that_is_no_mail_does_not_hide_the_others(tmp_path: Path, content: bytes) -> None:
    await put(tmp_path)
    (tmp_path / "2099-11-21T09-00-00.000000Z-00000000.eml").write_bytes(content)
    assert [mail.subject for mail in read(tmp_path, limit=10)][-1] == MAIL.subject


def test_a_folder_that_is_not_there_yet_holds_no_mail(tmp_path: Path) -> None:
    assert read(tmp_path / "none", limit=10) == []
