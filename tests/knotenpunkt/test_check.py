"""`knotenpunkt check` and wrong settings, as an operator meets them on the command line."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent

READY = {
    "SECRET": "x" * 40,
    "BASE_URL": "https://netzwerk.example",
    "IMPRINT": "Netzwerk e.V., Musterweg 1, 50667 Köln",
    "CONTACT": "post@netzwerk.org",
    "STAFF": "anna@netzwerk.org",
    "SMTP_URL": "smtp://u:p@relay.example:587?tls=starttls",
    "MAIL_FROM": "Netzwerk <infobrief@netzwerk.org>",
}


def run(folder: Path, *command: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("KNOTENPUNKT_")}
    environment |= {f"KNOTENPUNKT_{name}": value for name, value in {"DATA_DIR": str(folder), **settings}.items()}
    return subprocess.run(
        [sys.executable, "-P", "-m", "knotenpunkt", *command],
        env=environment | {"PYTHONPATH": str(ROOT)},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_bare_installation_is_told_everything_that_is_missing(tmp_path: Path) -> None:
    checked = run(tmp_path, "check")

    assert checked.returncode == 1
    for name in ("SECRET", "BASE_URL", "IMPRINT", "CONTACT", "STAFF", "SMTP_URL", "MAIL_FROM"):
        assert f"KNOTENPUNKT_{name}" in checked.stdout
    assert "knotenpunkt migrate" in checked.stdout


def test_a_complete_installation_passes(tmp_path: Path) -> None:
    assert run(tmp_path, "migrate", **READY).returncode == 0

    checked = run(tmp_path, "check", **READY)

    assert checked.stdout == "Everything is in place.\n"
    assert checked.returncode == 0


def test_a_relay_without_encryption_outside_this_machine_is_refused(tmp_path: Path) -> None:
    run(tmp_path, "migrate", **READY)
    checked = run(tmp_path, "check", **READY | {"SMTP_URL": "smtp://relay.example:25?tls=none"})

    assert checked.returncode == 1
    assert "KNOTENPUNKT_SMTP_URL cannot be used" in checked.stdout


def test_wrong_settings_end_with_2_and_without_a_traceback(tmp_path: Path) -> None:
    ended = run(tmp_path, "serve", SMPT_URL="x", PORT="abc")

    assert ended.returncode == 2
    assert "did you mean KNOTENPUNKT_SMTP_URL?" in ended.stderr
    assert "KNOTENPUNKT_PORT" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_that_cannot_be_reached_is_said_without_its_password(tmp_path: Path) -> None:
    checked = run(tmp_path, "check", **READY | {"DATABASE_URL": "postgresql://anna:geheim@127.0.0.1:1/netz"})

    assert checked.returncode == 1
    assert "The database cannot be reached" in checked.stdout
    assert "geheim" not in checked.stdout + checked.stderr
