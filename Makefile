# Two commands for everybody: make run, make test. The rest is for those who work on Rulebook.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check bench clean

run: $(VENV)/run.done
	$(BIN)/python app.py run --sample

test: $(VENV)/dev.done
	$(BIN)/python -m pytest -n auto

check: $(VENV)/dev.done
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/codespell . && $(BIN)/djlint --check --quiet templates || true
	$(BIN)/python app.py check

bench: $(VENV)/dev.done
	for file in bench/bench_*.py; do $(BIN)/python $$file || exit 1; done

$(VENV)/run.done: requirements.txt
	$(PYTHON) -c 'import sys; sys.exit("Rulebook needs Python 3.11 or later; this is " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/dev.done: requirements.txt requirements-dev.txt $(VENV)/run.done
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

clean:
	rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .hypothesis
