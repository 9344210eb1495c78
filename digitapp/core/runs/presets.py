"""Settings to begin with, each for something to be seen in its run."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from digitapp.core.runs.settings import TrainingSettings


class Preset(Enum):
    """What a preset is for."""

    BLOG = "blog"
    TINY = "tiny"
    TWO_LAYERS = "two layers"
    DISTORTED = "distorted"
    AS_BUNDLED = "as the bundled one"
    HE = "first weights as for relu"
    TOO_HIGH = "too high a rate"
    DEAD = "dead relus"
    OVERFIT = "overfit 500 images"
    WRONG_LABELS = "wrong labels"
    ZEROS = "all weights zero at first"
    LARGE = "first weights too large"
    NO_BIAS = "no b"
    FEW = "ten images of each digit"
    LEFT_OUT = "one digit left out"
    SHUFFLED = "shuffled pixels"
    LINEAR = "without relu"
    NO_HIDDEN = "no hidden layer"


@dataclass(frozen=True)
class Recommended:
    """A preset's settings, and whether its run goes wrong on purpose."""

    settings: TrainingSettings
    on_purpose: bool = False


PRESETS = {
    Preset.BLOG: Recommended(TrainingSettings()),
    Preset.TINY: Recommended(
        TrainingSettings(hidden_units=(16,), optimizer="adam", learning_rate=0.005, epochs=3),
    ),
    Preset.TWO_LAYERS: Recommended(TrainingSettings(hidden_units=(128, 64))),
    Preset.DISTORTED: Recommended(TrainingSettings(distort=True, epochs=8)),
    Preset.AS_BUNDLED: Recommended(
        TrainingSettings(
            optimizer="adam",
            learning_rate=0.002,
            batch_size=256,
            epochs=10,
            schedule="cosine",
            pen_digits=30_000,
        )
    ),
    Preset.HE: Recommended(TrainingSettings(first_weights="he_normal", epochs=3)),
    Preset.TOO_HIGH: Recommended(TrainingSettings(learning_rate=0.1, epochs=2), on_purpose=True),
    Preset.DEAD: Recommended(
        TrainingSettings(optimizer="momentum", learning_rate=0.5, epochs=3),
        on_purpose=True,
    ),
    Preset.OVERFIT: Recommended(TrainingSettings(images=500, batch_size=50, epochs=100), on_purpose=True),
    Preset.WRONG_LABELS: Recommended(
        TrainingSettings(hidden_units=(256,), optimizer="adam", images=6000, wrong_labels=0.3, epochs=25),
        on_purpose=True,
    ),
    Preset.ZEROS: Recommended(TrainingSettings(first_weights="zeros", epochs=1), on_purpose=True),
    Preset.LARGE: Recommended(TrainingSettings(first_weights="large", epochs=2), on_purpose=True),
    Preset.NO_BIAS: Recommended(TrainingSettings(use_bias=False, epochs=3), on_purpose=True),
    Preset.FEW: Recommended(TrainingSettings(per_class=10, batch_size=20, epochs=30), on_purpose=True),
    Preset.LEFT_OUT: Recommended(TrainingSettings(left_out=(9,), epochs=2), on_purpose=True),
    Preset.SHUFFLED: Recommended(TrainingSettings(shuffled_pixels=True, epochs=3), on_purpose=True),
    Preset.LINEAR: Recommended(TrainingSettings(activation="linear", epochs=3), on_purpose=True),
    Preset.NO_HIDDEN: Recommended(TrainingSettings(hidden_units=(), epochs=3), on_purpose=True),
}


def preset_of(settings: TrainingSettings) -> Preset | None:
    """Return the preset with these settings, whatever the seed and the data; None if there is none."""
    plain = replace(settings, seed=TrainingSettings.seed)
    suited = ((preset, each.settings.for_classes(settings.classes)) for preset, each in PRESETS.items())
    return next((preset for preset, recommended in suited if recommended == plain), None)
