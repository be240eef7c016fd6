# Two commands on a fresh machine with Python 3.11, venv, pip and make: `make demo`, `make test`.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV ?= .venv
BIN = $(VENV)/bin
STAMP = $(VENV)/.installed

.PHONY: demo test check words bench clean

demo: $(STAMP)
	$(BIN)/ecoreward demo

test: $(STAMP)
	$(BIN)/python -m pytest
	$(BIN)/ecoreward check
	$(BIN)/ecoreward fmt --check
	$(BIN)/ecoreward test

# Everything a change must pass before it lands: style, types, arrows between rooms, tests.
check: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) test

words: $(STAMP)
	$(BIN)/python -m ecoreward.words.compile

bench: $(STAMP)
	$(BIN)/python -m benchmarks

$(STAMP): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) dist build
