"""Runs the command line, in this process or in one of its own, and keeps what it printed."""

import gettext
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitapp import cli
from tests.core.samples import mnist, write_idx

ROOT = Path(__file__).parents[1]


@dataclass
class Result:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, which must be one JSON value and nothing else."""
        return json.loads(self.out)


def run(*arguments: object) -> Result:
    """Run a command in this process; what it changes in gettext is changed back."""
    domain, out, err = gettext.textdomain(), io.StringIO(), io.StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.main([str(argument) for argument in arguments])
    except SystemExit as end:  # argparse's way
        code = end.code if isinstance(end.code, int) else 1
    finally:
        gettext.textdomain(domain)
    assert "Traceback" not in err.getvalue()
    return Result(code, out.getvalue(), err.getvalue())


def command(*arguments: object) -> list[str]:
    """A command for a process of its own."""
    return [sys.executable, "-m", "digitapp", *(str(argument) for argument in arguments)]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a process that writes its output as Python does by itself, whatever holds for the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8:strict", **changes}


def program(*arguments: object, **more: Any) -> Result:
    """Run a command in a process of its own."""
    more = {"stdout": subprocess.PIPE, "env": environment(), **more}
    done = subprocess.run(command(*arguments), stderr=subprocess.PIPE, timeout=60, check=False, **more)
    out = (done.stdout or b"").decode(errors="surrogateescape")
    return Result(done.returncode, out, done.stderr.decode(errors="surrogateescape"))


def assert_failed(result: Result, *said: str) -> None:
    """It failed, said so in one line, and printed no result."""
    assert result.code == cli.FAILED
    assert result.err.startswith("digitapp: ")
    assert result.err.count("\n") == 1
    assert result.out == ""
    for text in said:
        assert text in result.err


def little_mnist(folder: Path) -> Path:
    """Make the folder, with four IDX files of the first of MNIST's images."""
    folder.mkdir()
    short = mnist().shortened(2000, 500)
    write_idx(folder / "train-images-idx3-ubyte.gz", short.train_images)
    write_idx(folder / "train-labels-idx1-ubyte.gz", short.train_labels)
    write_idx(folder / "t10k-images-idx3-ubyte.gz", short.test_images)
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", short.test_labels)
    return folder
