"""What a stop of a lesson prepares, says once its task was done, and puts back, by the state of the program."""

from __future__ import annotations

from digitapp.core.lessons.lesson import Check
from digitapp.core.paper.coverage import SIDE
from digitapp.i18n import tr
from digitapp.state.session import Session
from digitapp.views.parts.numbers import number
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.lesson_goals import is_off


def finding(check: Check, session: Session) -> str:
    """Return what there is to say to what was done; empty where the stop's own text says it all."""
    match check.name:
        case "pixel":
            row, column = divmod(int(check.value or 0), SIDE)
            return tr(
                "✓  Right: {side} · {row} + {column} = {pixel}.", side=SIDE, row=row, column=column, pixel=check.value
            )
        case "unit_flipped":
            return _needed_bias(session)
        case "still_weight" if is_off(session):
            return tr(
                "✓  Right: this unit is off, and where relu is flat nothing comes back, so all its weights stand still."
                " The other way is a pixel without ink: 0 times anything is 0."
            )
        case "still_weight":
            return tr("✓  Right: the pixel is 0, and 0 times anything is 0, whichever unit the weight leads to.")
    return ""


def _needed_bias(session: Session) -> str:
    """Say from which b on the unit that was switched is on or off: where its sum and b make 0."""
    reading, changes = session.reader.reading, session.history.changes
    if reading is None or reading.moment.changes != changes:
        return ""
    for (layer, unit), change in changes.items():
        z = float(reading.hidden[layer].z[unit])
        if (z > 0) == (z - change.bias > 0):
            continue
        bias = reading.network.dense_layers[layer].bias
        b = 0.0 if bias is None else float(bias[unit])
        values = {"unit": unit, "sum": number(z - b), "most": number(b - z)}
        if z > 0:
            return tr("✓  The sum of unit {unit} is {sum}: it is on while b is above {most}.", **values)
        return tr("✓  The sum of unit {unit} is {sum}: it is off while b is {most} or less.", **values)
    return ""


def put_back(check: Check, session: Session, window: MainWindow) -> None:
    """Put back what a stop asked for, when it is left: z in the place of relu, changed units, an earlier moment."""
    if check.name == "showing_z":
        window.overview.hidden_layer.show_z(False)
    elif check.name in ("unit_flipped", "below_zero", "changed_answer"):
        session.history.put_units_back()
    elif check.name == "rewound":
        session.rewinding.return_to_now()


def turn_to_a_loud_unit(session: Session) -> None:
    """Look at a weight of the unit that the drawing switches on most: one that learns, and does not die at once."""
    reading = session.reader.reading
    if reading is None or not reading.hidden:
        return
    activation = reading.hidden[0].activation
    unit = int(activation.argmax())
    kernel = reading.network.dense_layers[0].kernel[:, unit]
    if activation[unit] > 0:
        session.explanations.select_layer(0)
        session.explanations.select_unit(unit)
        session.one_weight.choose(int(abs(reading.inputs * kernel).argmax()), unit)
