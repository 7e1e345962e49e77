# Two commands for newcomers: `make demo` and `make test`. Both set up what they need, in .venv.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin

.PHONY: demo test torture lowest lint docs drift bench audit clean

demo: $(VENV)/.installed
	@$(BIN)/python docs/demo.py

test: $(VENV)/.installed
	$(BIN)/python -m pytest -q

# Waits under random faults, each held against a perfect observer, and aiobotocore's waiters beside them: three minutes.
torture: $(VENV)/.installed
	PYTHONPATH=tests $(BIN)/python -m torture

# The suite with the lowest versions that pyproject.toml declares, in an environment of its own.
lowest: LOW := $(VENV)-lowest
lowest:
	$(PYTHON) -m venv $(LOW)
	$(LOW)/bin/python .ci/lowest.py > $(LOW)/constraints.txt
	$(LOW)/bin/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(LOW)/bin/python -m pip install --quiet --editable '.[trio]' --group test --constraint $(LOW)/constraints.txt
	$(LOW)/bin/python -m pytest -q

lint: $(VENV)/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# The pages about the resource types, from the tables.
docs: $(VENV)/.installed
	@$(BIN)/python -m tools.pages

# What the installed botocore has that the catalogue hasn't, and what it has changed.
drift: $(VENV)/.installed
	@$(BIN)/python -m tools.drift

# A quarter of an hour; with BENCH=--full three quarters, for a thousand waits of each kind.
bench: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --group bench
	$(BIN)/python benchmarks/run.py $(BENCH)

# Known vulnerabilities of what is installed; asks a service on the network: `make audit SERVICE=osv` asks another.
# What the service doesn't know is a failure, too: nothing is said of it.
audit: SERVICE ?= pypi
audit: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet pip-audit
	$(BIN)/python -m pip freeze --all --exclude-editable > $(VENV)/installed.txt
	$(BIN)/python -m pip_audit --strict --no-deps --disable-pip --vulnerability-service $(SERVICE) --requirement $(VENV)/installed.txt

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "mlwaiters needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip uninstall --quiet --quiet --yes setuptools # of 3.11, and vulnerable: nothing here needs it
	$(BIN)/python -m pip install --quiet --editable '.[trio]' --group test --group lint
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-lowest .pytest_cache .mypy_cache .ruff_cache .hypothesis
