"""The example file tells what the settings are."""

from pydantic import Field
from pydantic_settings import BaseSettings

from tests.house.example import PAPER, drawn


class _Few(BaseSettings):
    name: str = Field("Old Street", description="Where it is.")
    demo: bool = Field(True, description="For trying out.")
    secret: str | None = Field(None, description="Random.")


def test_the_example_file_is_the_one_drawn_from_the_settings() -> None:
    assert PAPER.read_text(encoding="utf-8") == drawn(), "run python -m tests.house.example"


def test_the_example_shows_meaning_and_default_of_each_setting() -> None:
    assert drawn(_Few).endswith(
        '# Where it is.\n#KNOTENPUNKT_NAME="Old Street"\n\n'
        "# For trying out.\n#KNOTENPUNKT_DEMO=1\n\n"
        "# Random.\n#KNOTENPUNKT_SECRET=\n"
    )
