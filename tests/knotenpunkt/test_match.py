"""`knotenpunkt match`: files in, ranks out, always the same."""

import json
from pathlib import Path

from click.testing import CliRunner

from knotenpunkt.match import match
from tests.knotenpunkt.judged import quality
from tests.network.matching.invented import invent, issues

LABELS = {"lokal": "lokal", "regional": "regional", "landesweit": "land"}
KINDS = {"netzwerk": "netzwerkorientiert", "massnahmen": "massnahmenorientiert", "misch": "misch"}


def test_ranks_are_written_for_all_three_kinds_of_question(tmp_path: Path) -> None:
    lines = _run(tmp_path)
    asked = {line.split()[0] for line in lines}
    assert asked == {"t1", "p1", "c1"}
    for qid in asked:
        ranks = [int(line.split()[2]) for line in lines if line.startswith(qid + " ")]
        assert ranks == list(range(1, len(ranks) + 1))
        scores = [float(line.split()[3]) for line in lines if line.startswith(qid + " ")]
        assert scores == sorted(scores, reverse=True)


def test_two_runs_are_equal(tmp_path: Path) -> None:
    assert _run(tmp_path) == _run(tmp_path)


def test_nobody_is_answered_with_itself(tmp_path: Path) -> None:
    assert not any(line.split()[1] == "g000000" for line in _run(tmp_path) if not line.startswith("t1"))


def test_judged_questions_are_answered_well() -> None:
    found = quality()
    assert found["text"] >= 0.78
    assert found["peer"] >= 0.63
    assert found["complement"] >= 0.65


def test_judged_needs_are_answered_well_without_any_category() -> None:
    assert quality(ticked=False)["complement"] >= 0.57


def _run(folder: Path) -> list[str]:
    made = list(invent(40))
    _write(folder / "initiatives.jsonl", [_row(it.profile) for it in made])
    first = made[0].profile
    _write(
        folder / "queries.jsonl",
        [
            {"qid": "t1", "kind": "text", "text": next(iter(issues().values())).asks[0]},
            {"qid": "p1", "kind": "peer", "initiative": first.id},
            {"qid": "c1", "kind": "complement", "initiative": first.id, "need": first.needs[0].text},
        ],
    )
    _write(
        folder / "categories.jsonl",
        [{"id": first.id, "offer_categories": ["Medien & Kampagne"], "need_categories": ["Wohnen"]}],
    )
    arguments = [f"--{name}={folder / name}.jsonl" for name in ("initiatives", "queries", "categories")]
    result = CliRunner().invoke(match, [*arguments, f"--out={folder / 'run'}"], catch_exceptions=False)
    assert result.exit_code == 0
    return (folder / "run").read_text("utf-8").splitlines()


def _row(profile: object) -> dict[str, object]:
    told = {name: getattr(profile, name) for name in ("id", "name", "level", "kind", "goals", "topics", "lat", "lon")}
    return {
        "id": told["id"],
        "name": told["name"],
        "level": LABELS[str(told["level"])],
        "type": KINDS[str(told["kind"])],
        "bundesland": "Hessen",
        "place": {"name": "Ort", "lat": told["lat"], "lon": told["lon"]},
        "goals": told["goals"],
        "topics": list(told["topics"]),
        "offers": [it.text for it in getattr(profile, "offers", ())],
        "needs": [it.text for it in getattr(profile, "needs", ())],
    }


def _write(path: Path, rows: list[dict[str, object]]) -> None:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
