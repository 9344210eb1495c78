"""`import engine` stays quick: it loads nothing that only some of its users need."""

import subprocess
import sys


def test_importing_the_engine_loads_no_file_format_and_no_window() -> None:
    program = (
        "import sys; from engine import layers, models, utils; from engine.datasets import mnist; "
        "print([name for name in ('safetensors', 'PySide6', 'pyqtgraph', 'PIL', 'h5py') if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
