"""What a guided lesson is: stops of several forms, in two depths; docs/teaching.md says how to write one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from digitapp.core.runs.notices import Kind
from digitapp.core.runs.presets import Preset
from digitapp.core.runs.settings import TrainingSettings

LANGUAGES = ("en", "ko")
PAGES = (
    "overview",
    "numbers",
    "sight",
    "diagram",
    "steps",
    "ledger",
    "units",
    "test_set",
    "map",
    "program",
    "runs",
    "weight",
    "painter",
    "taught",
    "data",
)
PARTS = (
    *("canvas", "input", "bars", "verdict", "hidden_layer", "unit_card"),
    *("training_form", "train", "curves", "new_network", "relu", "loss", "timeline", *PAGES),
)
KINDS = ("picture", "flatten", "dot", "bias", "function", "shift", "powers", "shares", "loss")
NOTICES = tuple(kind.name.lower() for kind in Kind)
SETUPS = tuple(preset.name.lower() for preset in Preset)
FORMS = ("task", "mission", "predict", "ask", "free")
DEPTHS = ("school", "university")
NETWORKS = ("current", "bundled")  # which one a lesson begins with
# What is guessed before it is shown, and what stands behind its name, as with CHECKS.
PREDICTIONS: dict[str, int | tuple[str, ...] | None] = {
    "loss": None,
    "test_loss": None,
    "favourite": 9_999,
    "off": None,
    "off_for": 9,
    "accuracy": None,
}
# What an answer has done in the window, and what stands behind its name.
DEEDS: dict[str, int | tuple[str, ...] | None] = {
    "draw": 9,
    "right": 9,
    "learn": None,
    "new": None,
    "batch": None,
    "z": None,
    "training_images": None,
    "fingerprint": None,
}
# What can be checked, and what stands behind its name: nothing, a whole number up to this, or one of these words.
CHECKS: dict[str, int | tuple[str, ...] | None] = {
    "none": None,
    "drawn": None,
    "read": 9,
    "unit": None,
    "unit_on": None,
    "unit_off": None,
    "unit_flipped": None,
    "showing_z": None,
    "pixel": 783,
    "below_zero": None,
    "step": KINDS,
    "flip_tried": None,
    "learned": None,
    "page": PAGES,
    "untrained": None,
    "batches": 100_000,
    "loudest": None,
    "only_for": 9,
    "dead_unit": None,
    "one_pixel": 9,
    "doubtful": 100,
    "changed_answer": 1000,
    "taught": 100,
    "still_weight": None,
    "rewound": None,
    "trained": None,
    "accuracy": 100,
    "healthy": 100,
    "notice": NOTICES,
}


@dataclass(frozen=True)
class Check:
    """A name, of CHECKS, PREDICTIONS or DEEDS, and what stands behind it."""

    name: str
    value: int | str | None = None


@dataclass(frozen=True)
class Answer:
    """One of the answers to a question.

    Attributes:
        text, why: by language: the answer, and what there is to say to it once it was given.
        right: whether it is the right one.
        show: which of PARTS refute it, or bear it out.
        deeds: what is done then, of DEEDS.
    """

    text: Mapping[str, str]
    why: Mapping[str, str]
    right: bool = False
    show: tuple[str, ...] = ()
    deeds: tuple[Check, ...] = ()


@dataclass(frozen=True)
class Stop:
    """One stop of a lesson.

    Attributes:
        title, text, task: by language; of a stop that asks, the task is the question.
        deeper: what stands in the place of the text for those who study; empty for the same text.
        hint: what is said when somebody asks for it; empty for nothing.
        show: which of PARTS are lit up.
        check: what must be done, of CHECKS.
        form: one of FORMS.
        depth: the one of DEPTHS that has the stop; empty for both.
        predict: what is guessed, of PREDICTIONS; None where nothing is.
        answers: of a stop that asks.
        settings: what the next run is trained with; None for what was.
        name: what a table of answers calls the question.
    """

    title: Mapping[str, str]
    text: Mapping[str, str]
    task: Mapping[str, str]
    show: tuple[str, ...]
    check: Check
    form: str = "task"
    deeper: Mapping[str, str] = field(default_factory=dict)
    hint: Mapping[str, str] = field(default_factory=dict)
    depth: str = ""
    predict: Check | None = None
    answers: tuple[Answer, ...] = ()
    settings: TrainingSettings | None = None
    name: str = ""

    def text_for(self, depth: str) -> Mapping[str, str]:
        """Return the text of a depth, by language."""
        return self.deeper if self.deeper and depth == "university" else self.text


@dataclass(frozen=True)
class Lesson:
    """A lesson.

    Attributes:
        title, about: by language; what it is about may be empty.
        stops: all, of both depths.
        bundled: whether it is about the network that came with the program.
        minutes: about how long it takes; 0 where nobody has said.
    """

    title: Mapping[str, str]
    stops: tuple[Stop, ...]
    bundled: bool = False
    about: Mapping[str, str] = field(default_factory=dict)
    minutes: int = 0

    def stops_for(self, depth: str) -> list[int]:
        """Return the numbers of the stops that a depth has, from 0; all of them if it would have none."""
        found = [number for number, stop in enumerate(self.stops) if stop.depth in ("", depth)]
        return found or list(range(len(self.stops)))
