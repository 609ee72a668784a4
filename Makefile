# Runs with GNU make and python3 (3.11 or newer); everything else is installed into .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.requirements
ARGS ?=
BENCH ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench faults pictures messages lock clean

help:
	@echo "make setup   .venv with everything that is needed (the others do this first)"
	@echo "make demo    the whole site at http://127.0.0.1:8000/ (PORT=8080 chooses another port); Ctrl-C ends it"
	@echo "make test    all tests, on SQLite or on DATABASE_URL (ARGS='-k word -x' goes to pytest)"
	@echo "make check   style, types, layers, migrations, templates, packaging"
	@echo "make bench   which benchmarks there are; BENCH=name runs one (ARGS goes to it)"
	@echo "make faults  break a whole site on both stacks and count what is lost: ten minutes (ARGS='sqlite --seed 7')"
	@echo "make pictures   take the documents' pictures anew"
	@echo "make messages   collect what is to be translated and compile what was (needs GNU gettext)"
	@echo "make lock    pin requirements/*.in with hashes (ARGS=--upgrade: the newest versions)"
	@echo "make clean   remove what was built; .venv and var stay"

setup: $(STAMP)

$(STAMP): requirements/dev.txt
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not installed; Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "$$($(PYTHON) --version) is too old; Python 3.11 or newer is needed (make PYTHON=python3.12)."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing; on Debian: apt-get install python3-venv"; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv $(VENV)
	@echo "Installing the requirements into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

demo: setup
	@exec $(BIN)/python -m demo

test: setup
	@$(BIN)/python -m pytest --numprocesses auto --dist loadfile $(ARGS)

check: setup
	@.ci/check $(BIN)

bench: setup
	@test -n "$(BENCH)" || { grep -hoE 'python -m benchmarks\.[a-z_.]+' benchmarks/*/README.md | \
		sed 's/python -m benchmarks\./make bench BENCH=/' | sort -u; exit 0; }
	@test -z "$(BENCH)" || $(BIN)/python -m benchmarks.$(BENCH) $(ARGS)

faults: setup
	@exec $(BIN)/python -m faults $(ARGS)

pictures: setup
	@$(BIN)/python -m docs.images.take

messages: setup
	@$(BIN)/python .ci/messages.py

lock: setup
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--fork-strategy fewest --no-header $(ARGS) -o requirements/dev.txt requirements/dev.in

clean:
	@rm -rf build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +
