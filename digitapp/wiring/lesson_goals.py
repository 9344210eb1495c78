"""Whether a mission's goal is reached, by the state of the program: each is asked of a session."""

from __future__ import annotations

from digitapp.core.lessons.lesson import Check
from digitapp.core.reading.reading import read
from digitapp.core.runs.notices import Kind
from digitapp.core.runs.run import Kind as RunKind
from digitapp.state.runs.training import Status
from digitapp.state.session import Session

ONLY = 0.7  # the share of the images switching a unit on that are of its digit, from which it fires "only" for that
GOALS = (
    *("loudest", "only_for", "dead_unit", "doubtful", "changed_answer", "taught", "still_weight", "rewound"),
    *("accuracy", "healthy", "notice"),
)


def is_reached(check: Check, session: Session, done: set[str], newest: int) -> bool:
    """Return whether the goal is reached.

    Args:
        done: what was done since the stop was reached.
        newest: the number of the newest run that there was then.
    """
    value = int(check.value) if isinstance(check.value, int) else 0
    match check.name:
        case "loudest":
            return "unit" in done and _is_loudest(session)
        case "only_for":
            return "unit" in done and _fires_only_for(session, value)
        case "dead_unit":
            return "unit" in done and _is_dead(session)
        case "doubtful":
            reading = session.reader.reading
            return reading is not None and not reading.is_dot and float(reading.probabilities.max()) * 100 < value
        case "changed_answer":
            return _answer_changed(session, value)
        case "taught":
            return "step" in done and _gives_what_was_taught(session, value)
        case "still_weight":
            return "weight" in done and _stands_still(session)
        case "rewound":
            return session.history.moment.number != session.history.run.end.number
        case "accuracy":
            return _accuracy(session, newest) * 100 >= value
        case "healthy":
            idle = session.training.status is Status.IDLE
            wrong = [notice for notice in session.advice.notices if notice.kind is not Kind.TOO_FEW]
            return idle and not wrong and _accuracy(session, newest) * 100 >= value
        case _:
            kinds = [notice.kind for notice in session.advice.notices]
            return session.training.run > newest and Kind[str(check.value).upper()] in kinds


def _answer_changed(session: Session, most: int) -> bool:
    """Whether at most so many units, changed by hand, make the drawing's answer another one."""
    reading, changes = session.reader.reading, session.history.changes
    if reading is None or not 0 < len(changes) <= most or reading.moment.changes != changes:
        return False
    return reading.ranking[0] != read(session.history.moment, reading.image).ranking[0]


def _is_loudest(session: Session) -> bool:
    reading, chosen = session.reader.reading, session.explanations
    if reading is None or chosen.unit < 0:
        return False
    activation = reading.shown[chosen.layer].activation
    return bool(activation[chosen.unit] > 0 and activation[chosen.unit] == activation.max())


def _fires_only_for(session: Session, digit: int) -> bool:
    survey, chosen = session.surveyor.survey, session.explanations
    if survey is None or chosen.unit < 0:
        return False
    on = survey.census[chosen.layer].on[chosen.unit]
    return bool(on.sum() > 0 and on.argmax() == digit and on[digit] >= ONLY * on.sum())


def _is_dead(session: Session) -> bool:
    survey, chosen = session.surveyor.survey, session.explanations
    return survey is not None and chosen.unit >= 0 and bool(survey.census[chosen.layer].dead[chosen.unit])


def _gives_what_was_taught(session: Session, percent: int) -> bool:
    reading, digit = session.reader.reading, session.right_digit.digit
    if reading is None or digit < 0 or digit != session.one_step.label:
        return False
    return float(reading.probabilities[digit]) * 100 >= percent


def _stands_still(session: Session) -> bool:
    """Whether the weight that is looked at gets no gradient: its pixel is 0, or its unit is off."""
    reading, (pixel, _) = session.reader.reading, session.one_weight.place
    if reading is None or session.right_digit.digit < 0:
        return False
    return float(reading.inputs[pixel]) == 0 or is_off(session)


def is_off(session: Session) -> bool:
    """Whether relu makes 0 of what the unit gives whose weight is looked at."""
    reading, unit = session.reader.reading, session.one_weight.place[1]
    if reading is None or not reading.hidden:
        return False
    first = reading.hidden[0]
    return first.function == "relu" and unit < first.units and float(first.z[unit]) <= 0


def _accuracy(session: Session, newest: int) -> float:
    """Return the accuracy on the test images of a network that was trained since; 0 while nobody knows it."""
    run, moment = session.history.run, session.history.moment
    if run.number <= newest or run.kind is not RunKind.TRAINED:
        return 0.0
    return moment.test_accuracy or 0.0
