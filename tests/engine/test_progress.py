"""The progress line: what a Keras user expects to see, on a terminal and elsewhere."""

import io
import re
import sys
from typing import Any

import pytest

from engine import progress
from engine.errors import InputError
from engine.progress import FitProgress, ProgressBar

from . import small

TIME = r"\d+s \d+(us|ms|s)/step"
FINAL = re.compile(rf"2/2 ━{{20}} {TIME} - accuracy: \d\.\d{{4}} - loss: \d\.\d{{4}}")


class Terminal(io.StringIO):
    """A stream that says it is a terminal, in which characters are encoded as `encoding`."""

    def __init__(self, encoding: str = "utf-8") -> None:
        super().__init__()
        self._encoding = encoding

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._encoding

    def isatty(self) -> bool:
        return True


class Clock:
    """Stands in for perf_counter: goes on by `step` seconds each time it is asked."""

    def __init__(self, step: float) -> None:
        self.now, self.step = 0.0, step

    def __call__(self) -> float:
        self.now += self.step
        return self.now


def bar_with_clock(monkeypatch: pytest.MonkeyPatch, seconds: float, steps: int, stream: Any) -> ProgressBar:
    monkeypatch.setattr(progress, "perf_counter", Clock(seconds))
    return ProgressBar(steps, 1, stream)


def test_fit_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    small.model().fit(*small.data(), epochs=2)
    lines = capsys.readouterr().out.splitlines()
    assert [lines[0], lines[2]] == ["Epoch 1/2", "Epoch 2/2"]
    assert FINAL.fullmatch(lines[1])
    assert FINAL.fullmatch(lines[3])
    assert len(lines) == 4


def test_fit_with_validation_and_one_line_an_epoch(capsys: pytest.CaptureFixture[str]) -> None:
    x, y = small.data()
    small.model().fit(x, y, epochs=1, verbose=2, validation_data=(x, y))
    headline, line = capsys.readouterr().out.splitlines()
    assert headline == "Epoch 1/1"
    names = r" - accuracy: \S+ - loss: \S+ - val_accuracy: \S+ - val_loss: \S+"
    assert re.fullmatch(rf"2/2 - {TIME.replace(' ', ' - ', 1)}{names}", line)


def test_silence(capsys: pytest.CaptureFixture[str]) -> None:
    model, (x, y) = small.model(), small.data()
    model.fit(x, y, verbose=0)
    model.evaluate(x, y, verbose=0)
    model.predict(x, verbose=0)
    assert capsys.readouterr().out == ""


def test_evaluate_and_predict(capsys: pytest.CaptureFixture[str]) -> None:
    model, (x, y) = small.model(), small.data()
    loss, accuracy = model.evaluate(x, y)  # type: ignore[misc]
    model.predict(x)
    evaluated, predicted = capsys.readouterr().out.splitlines()
    assert re.fullmatch(rf"2/2 ━{{20}} {TIME} - accuracy: {accuracy:.4f} - loss: {loss:.4f}", evaluated)
    assert re.fullmatch(rf"2/2 ━{{20}} {TIME}", predicted)


def test_a_terminal_shows_the_running_means_of_each_epoch(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    monkeypatch.setattr(progress, "INTERVAL", 0)
    shown = FitProgress("auto", stream)
    reports: list[Any] = list(small.model().fit_steps(*small.data(), batch_size=20, epochs=2))
    for report in reports:
        shown.show(report)
    headline, first_epoch, second_headline, second_epoch, end = stream.getvalue().split("\n")
    assert (headline, second_headline, end) == ("Epoch 1/2", "Epoch 2/2", "")
    for states, logs in ((first_epoch, reports[:4]), (second_epoch, reports[4:])):
        first, second, third, final = states.removeprefix("\r").split("\r")
        assert first.startswith("1/3 ━━━━━━──────────────")
        assert first.rstrip().endswith(f"loss: {logs[0].loss:.4f}")
        assert second.rstrip().endswith(f"loss: {(logs[0].loss + logs[1].loss) / 2:.4f}")
        assert third.rstrip().endswith(f"loss: {logs[-1].loss:.4f}")
        assert final.startswith("3/3 ━━━━━━━━━━━━━━━━━━━━")


def test_only_the_last_state_is_written_where_there_is_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    bar = bar_with_clock(monkeypatch, 1.0, 2, stream)
    bar.advance()
    bar.advance()
    assert stream.getvalue() == ""
    bar.finish({})
    assert stream.getvalue() == "2/2 ==================== 3s 2s/step\n"


def test_twenty_times_a_second_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    bar = bar_with_clock(monkeypatch, 0.001, 1000, stream)
    for _ in range(1000):
        bar.advance()
    bar.finish({})
    assert 15 <= stream.getvalue().count("\r") <= 21


def test_the_time_left_and_the_time_it_took(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    bar = bar_with_clock(monkeypatch, 2.0, 100, stream)
    bar.advance()
    bar.finish({"loss": 0.00012345})
    running, final = stream.getvalue().removeprefix("\r").split("\r")
    assert running == "  1/100 ──────────────────── 3:18 2s/step"
    assert final == "  1/100 ──────────────────── 4s 4s/step - loss: 1.2345e-04\n"


def test_a_shorter_line_covers_the_longer_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Terminal()
    bar = bar_with_clock(monkeypatch, 1.0, 2, stream)
    bar.advance({"accuracy": 0.5})
    bar.finish({})
    longer, shorter = stream.getvalue().rstrip("\n").removeprefix("\r").split("\r")
    assert len(shorter) == len(longer)
    assert "accuracy" not in shorter


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "no-such-encoding"])
def test_a_terminal_that_cannot_print_the_bar(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    stream = Terminal(encoding)
    bar = bar_with_clock(monkeypatch, 1.0, 2, stream)
    bar.advance()
    bar.finish({})
    assert "1/2 ==========.......... " in stream.getvalue()
    assert stream.getvalue().isascii()


def test_a_program_without_a_console(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    model, (x, y) = small.model(), small.data()
    model.fit(x, y)
    model.evaluate(x, y, verbose=2)
    assert model.predict(x).shape == (50, 3)


@pytest.mark.parametrize("verbose", [3, -1, "loud", None, [1]])
def test_an_unknown_verbosity(verbose: Any) -> None:
    with pytest.raises(InputError, match="verbose must be 'auto', 0, 1 or 2"):
        ProgressBar(1, verbose)
