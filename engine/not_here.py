"""What Keras has and this engine has not, and why: it is for rows of layers that look at all of an image at once."""

from __future__ import annotations

from .errors import InputError, Words

CONVOLUTION = Words("convolutions and pooling look at patches of an image; this engine is for Dense layers")
RECURRENCE = Words("recurrence and attention are for sequences; this engine is for rows of numbers")
GRAPH = Words("layers stand in one row here, Sequential([...]); graphs and classes of one's own are not part of it")
TAPE = Words("every layer here writes its gradient down itself; there is no automatic differentiation")
OTHER = Words("it is not part of this engine")

WHY: dict[str, str] = {
    **dict.fromkeys(
        (
            *("Conv1D", "Conv2D", "Conv3D", "Conv2DTranspose", "SeparableConv2D", "DepthwiseConv2D", "Convolution2D"),
            *("MaxPooling1D", "MaxPooling2D", "MaxPool2D", "AveragePooling2D", "GlobalAveragePooling1D"),
            *("GlobalAveragePooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D", "ZeroPadding2D", "UpSampling2D"),
            *("RandomFlip", "RandomRotation", "RandomZoom", "Resizing", "applications", "SpatialDropout2D"),
        ),
        CONVOLUTION,
    ),
    **dict.fromkeys(
        (
            *("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "TimeDistributed", "Embedding", "Attention"),
            *("MultiHeadAttention", "AdditiveAttention", "Masking", "TextVectorization", "RepeatVector"),
        ),
        RECURRENCE,
    ),
    **dict.fromkeys(
        (
            *("Model", "Functional", "Add", "Concatenate", "Multiply", "Average", "Lambda", "Wrapper"),
            *("add", "concatenate", "multiply", "average"),
        ),
        GRAPH,
    ),
    **dict.fromkeys(("GradientTape", "ops", "Variable", "KerasTensor", "function"), TAPE),
    **dict.fromkeys(
        (
            *(
                "TensorBoard",
                "BackupAndRestore",
                "RemoteMonitor",
                "preprocessing",
                "quantizers",
                "distribution",
                "tree",
            ),
            *("Normalization", "LayerNormalization", "GroupNormalization", "UnitNormalization", "PReLU", "Permute"),
            *("F1Score", "KLDivergence", "CosineSimilarity", "Hinge", "PrecisionAtRecall", "MeanMetricWrapper", "Mean"),
            *("Adamax", "Adadelta", "Ftrl", "Lion", "Adafactor", "Lamb", "plot_model", "GaussianNoise"),
        ),
        OTHER,
    ),
}


class NotHereError(InputError, ImportError):
    """A name that Keras has and this engine has not."""


def missing(module: str, name: str) -> Exception:
    """Return what is to be raised for a name that a module does not have."""
    if name in WHY:
        return NotHereError("{module} has no {name}: {why}.", module=module, name=name, why=WHY[name])
    return AttributeError(f"module {module!r} has no attribute {name!r}")
