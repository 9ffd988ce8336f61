# make demo: grade the sample class. make test: lint, types and tests. Both set everything up first.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/.set-up

export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup demo test

setup: $(SET_UP)

$(SET_UP): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	touch $@

demo: setup
	course models prepare
	course demo

test: setup
	course models prepare
	ruff check .
	ruff format --check .
	mypy
	pytest -n 2 --dist loadgroup
