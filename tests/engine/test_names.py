"""`import engine as keras` gives Keras's names, quickly; what is not here says so, and why."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import engine as keras
from engine import backend
from engine.errors import InputError
from engine.not_here import WHY

ROOT = Path(__file__).parents[2]


def test_the_names_at_the_top() -> None:
    assert keras.Sequential is keras.models.Sequential
    assert keras.Input is keras.layers.Input
    assert keras.datasets.mnist.load_data
    assert set(dir(keras)) >= {"Sequential", "Input", "layers", "models", "datasets", "utils", "__version__"}
    for name in keras.__all__:
        assert getattr(keras, name) is not None
    with (ROOT / "pyproject.toml").open("rb") as file:
        assert keras.__version__ == tomllib.load(file)["project"]["version"]


def test_importing_it_imports_nothing_else_yet() -> None:
    code = "import engine, sys; print([name for name in sys.modules if name.startswith(('engine.', 'numpy'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("program", "message"),
    [
        (
            "from engine.layers import Conv2D",
            "engine.layers has no Conv2D: convolutions and pooling look at patches of",
        ),
        ("from engine.layers import Dense, LSTM", "engine.layers has no LSTM: recurrence and attention are for"),
        ("import engine as keras; keras.Model", "engine has no Model: layers stand in one row here, Sequential([...])"),
        ("from engine.models import Model", "engine.models has no Model: layers stand in one row here"),
        ("import engine as tf; tf.GradientTape()", "engine has no GradientTape: every layer here writes its gradient"),
        ("from engine.metrics import F1Score", "engine.metrics has no F1Score: it is not part of this engine."),
        ("from engine.callbacks import TensorBoard", "engine.callbacks has no TensorBoard: it is not part of"),
        ("from engine.optimizers import Ftrl", "engine.optimizers has no Ftrl: it is not part of"),
        ("from engine.losses import KLDivergence", "engine.losses has no KLDivergence: it is not part of"),
    ],
)
def test_what_is_not_here_says_so(program: str, message: str) -> None:
    with pytest.raises(InputError) as error:
        exec(program, {})
    assert str(error.value).startswith(message)
    assert isinstance(error.value, ImportError)


@pytest.mark.parametrize("module", [keras, keras.layers, keras.models, keras.losses, keras.metrics, keras.callbacks])
def test_other_names_are_simply_unknown(module: object) -> None:
    assert not hasattr(module, "Danse")


def test_nothing_that_is_here_is_said_not_to_be() -> None:
    for module in (keras.layers, keras.losses, keras.metrics, keras.callbacks, keras.optimizers, keras.models):
        assert not set(WHY) & set(vars(module))


def test_the_backend() -> None:
    assert (backend.backend(), backend.floatx(), backend.epsilon()) == ("numpy", "float32", 1e-7)
    backend.set_floatx("float32")
    backend.clear_session()
    with pytest.raises(InputError):
        backend.set_floatx("float16")
