"""How well judged questions are answered: nDCG of the first ten, by kind of question."""

import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from knotenpunkt.match import match

FOLDER = Path(__file__).parents[1] / "data" / "matching" / "judged"
KINDS = {"t": "text", "p": "peer", "c": "complement"}


def quality(*, ticked: bool = True) -> dict[str, float]:
    """Return the mean nDCG@10 of `knotenpunkt match` by kind of question; without `ticked` no category is known."""
    grades: dict[str, dict[str, int]] = defaultdict(dict)
    for line in (FOLDER / "qrels.tsv").read_text("utf-8").splitlines():
        question, _, initiative, grade = line.split()
        grades[question][initiative] = int(grade)
    answers = _answers(ticked)
    found: dict[str, list[float]] = defaultdict(list)
    for question, judged in grades.items():
        found[KINDS[question[0]]].append(_ndcg(answers.get(question, ()), judged))
    return {kind: sum(values) / len(values) for kind, values in found.items()}


def _answers(ticked: bool) -> dict[str, list[str]]:
    names = ("initiatives", "queries", "categories") if ticked else ("initiatives", "queries")
    arguments = [f"--{name}={FOLDER / name}.jsonl" for name in names]
    answers: dict[str, list[str]] = defaultdict(list)
    with TemporaryDirectory() as folder:
        CliRunner().invoke(match, [*arguments, f"--out={folder}/run"], catch_exceptions=False)
        for line in Path(folder, "run").read_text("utf-8").splitlines():
            question, initiative, *_ = line.split()
            answers[question].append(initiative)
    return answers


def _ndcg(answer: Sequence[str], judged: dict[str, int]) -> float:
    best = sorted(judged.values(), reverse=True)[:10]
    return _gain([judged.get(it, 0) for it in answer[:10]]) / _gain(best)


def _gain(grades: Sequence[int]) -> float:
    return sum(((1 << grade) - 1) / math.log2(place + 2) for place, grade in enumerate(grades))
