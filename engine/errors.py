"""The one error for whatever a person or a caller gave: it says what was expected and what came."""


class Words(str):
    """A value of an InputError that is itself words for a person, such as "no such file": translated with the rest."""


class InputError(ValueError):
    """Something that was given does not fit.

    The text is kept in two parts, so that a window can translate the template and then fill in the values:

    >>> str(InputError("units must be a positive integer. Received: units={units}", units=-3))
    'units must be a positive integer. Received: units=-3'
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.values)
