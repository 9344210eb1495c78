# make run    set up what is needed and open the window
# make test   set up what is needed and run all tests
PYTHON ?= python3
BIN := $(if $(filter Windows_NT,$(OS)),.venv/Scripts,.venv/bin)

.PHONY: run test lint format model translations figures benchmark clean

run: .venv/installed
	@$(BIN)/python -m digitapp.system_libraries
	@$(BIN)/digitapp

test: .venv/installed-dev
	@QT_QPA_PLATFORM=offscreen $(BIN)/python -m digitapp.system_libraries
	$(BIN)/python -m pytest

lint: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

format: .venv/installed-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# Train the bundled model again (docs/reading.md says how); takes about ten minutes.
model: .venv/installed
	$(BIN)/digitapp train --recipe bundled --out resources/models/digits-512.safetensors

# Collect the texts of the program into resources/translations and compile them.
translations: .venv/installed-dev
	$(BIN)/python -m tests.translations update

# Take the pictures of README and docs/learning.md again.
figures: .venv/installed-dev
	$(BIN)/python -m benchmarks.figures

benchmark: .venv/installed-dev
	$(BIN)/python -m benchmarks.speed
	$(BIN)/python -m benchmarks.whole
	$(BIN)/python -m benchmarks.pen
	$(BIN)/python -m benchmarks.blog_program
	$(BIN)/python -m benchmarks.blas_threads
	$(BIN)/python -m benchmarks.window
	$(BIN)/python -m benchmarks.soak

.venv/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "digitapp needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version 2>&1). Name another: make run PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
	  { echo "$(PYTHON) cannot make virtual environments. On Debian and Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/installed: .venv/python pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	@touch $@

.venv/installed-dev: .venv/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

clean:
	rm -rf .venv build *.egg-info .pytest_cache .mypy_cache .ruff_cache
