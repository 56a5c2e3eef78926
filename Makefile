# Two commands for everybody: make run, make test. The rest is for those who work on Rulebook.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Strictly typed. The others stand on Flask-Admin, WTForms and xhtml2pdf, which have no types.
TYPED := formula schema models migrate records kpi

.PHONY: run test check bench clean

run: $(VENV)/run.done
	$(BIN)/python app.py run --sample

test: $(VENV)/dev.done
	$(BIN)/python -m pytest -n auto

# Templates have no formatter: djlint breaks expressions and inline tags over lines, and the
# blanks that this puts between them are seen on the page and on paper.
check: $(VENV)/dev.done
	$(BIN)/ruff format --check . && $(BIN)/ruff check .
	$(BIN)/codespell .
	$(BIN)/mypy $(TYPED)
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
