"""What a reader says besides a model: a question that only the person can answer, or a remark about what it did."""

from ..errors import InputError


class Question(InputError):  # noqa: N818
    """A file leaves something open that a person may know.

    It is raised where nothing sensible can be assumed, and returned beside the model where something was. The file is
    opened again with the answer under its name: `open_model(path, Answers(**{question.parameter: answer}))`.

    Attributes:
        parameter: which field of Answers answers it.
        choices: the answers that are possible, the most usual first.
        assumed: the answer that the model was opened with; None if it was not opened.
        sure: whether something bears the assumption out, such as test images that are read with it and not otherwise.
    """

    def __init__(
        self,
        template: str,
        /,
        *,
        parameter: str,
        choices: tuple[str, ...],
        assumed: str | None = None,
        sure: bool = False,
        **values: object,
    ) -> None:
        super().__init__(template, assumed=assumed, choices=", ".join(choices), **values)
        self.parameter = parameter
        self.choices = choices
        self.assumed = assumed
        self.sure = sure


class WeightsOnlyError(Question):
    """A file has weights only, and nobody said which function the hidden layers have."""


class Remark(InputError):  # noqa: N818
    """What a reader did that a person should know, in two parts as an InputError is; it is returned, never raised."""
