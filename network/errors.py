"""Every refusal a person can meet: a key and facts, never a sentence.

    Refusal
    +-- BadAnswer        what was typed cannot be understood; the question is asked again
    +-- NotAllowed       the role of the person does not cover this action
    +-- NotFound         the thing does not exist, or not for this person
    +-- AlreadyDone      somebody (perhaps the same person) did it before; facts say who and when
    +-- Taken            a unique name or place is taken
    +-- TooMuch          a limit was reached; facts say until when
    +-- LinkInvalid      a link from a letter is wrong, used or too old

The words for a refusal stand in templates/chat/errors.jinja under its key.
"""


class Refusal(Exception):
    """Something one may ask for, but not now or not like this."""

    default = "refused"

    def __init__(self, key: str | None = None, **facts: object) -> None:
        self.key = key or self.default
        self.facts = facts
        super().__init__(self.key)


class BadAnswer(Refusal):
    """The typed or tapped answer does not fit the question."""

    default = "bad_answer"


class NotAllowed(Refusal):
    """The person's role does not cover this action."""

    default = "not_allowed"


class NotFound(Refusal):
    """There is no such thing, or it is not for this person."""

    default = "not_found"


class AlreadyDone(Refusal):
    """It was done before; doing it again changes nothing."""

    default = "already_done"


class Taken(Refusal):
    """Another one already carries this name or holds this place."""

    default = "taken"


class TooMuch(Refusal):
    """A limit was reached."""

    default = "too_much"


class LinkInvalid(Refusal):
    """A link from a letter is wrong, used up or too old."""

    default = "link_invalid"
