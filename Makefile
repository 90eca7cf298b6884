# One command per job. `make demo` and `make test` do all their own set-up: on a fresh Debian machine with Python 3.11
# they make `.venv` and install into it; afterwards they install again only when pyproject.toml has changed.

VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
# Each process keeps to its half of the tests, so that what several of them rest on is made once, and then helps out the other.
PYTEST := $(BIN)/python -m pytest -n 2 --dist worksteal
# The tests that cover core and evaluate whole: run with coverage, which makes tests take much longer, and the rest without.
WHOLE  := tests/core tests/evaluate tests/constructs tests/language tests/test_language_reference.py \
          tests/test_decision_tables.py

.DEFAULT_GOAL := help
.PHONY: help demo databases test coverage lint format readme bench setup clean

help:
	@echo 'make demo    evaluate the shipped examples'
	@echo 'make test    style, types, rooms, tests, features and mutants (what .ci/run runs)'
	@echo 'make coverage  the tests once more, with branch coverage of every room'
	@echo 'make lint    style, types and rooms only'
	@echo 'make format  put the Python files into their settled form'
	@echo 'make readme  put the real output into the README files'
	@echo 'make bench   this project beside engines that one could use instead (docs/benchmarks.md)'
	@echo 'make databases  install what tests of SQL run on: Java, Spark, PostgreSQL (make test does it)'
	@echo 'make setup   only make .venv;  make clean removes it'

demo: $(STAMP)
	$(BIN)/policy eval examples/*.json

databases: $(STAMP)
	sh scripts/databases.sh $(VENV)

test: lint databases
	$(PYTEST) -p tests.room_coverage --cov=engine/core --cov=engine/evaluate --cov-report=term $(WHOLE)
	$(PYTEST) $(addprefix --ignore=,$(WHOLE))
	$(BIN)/policy mutate policies/2023

coverage: databases
	$(PYTEST) -p tests.room_coverage --cov --cov-report=term

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

readme: $(STAMP)
	$(BIN)/python -m tests.readme

bench: $(STAMP)
	$(BIN)/python -m bench $(BENCH)

setup: $(STAMP)

$(STAMP): pyproject.toml scripts/setup.sh
	sh scripts/setup.sh $(VENV)
	@touch $@

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
