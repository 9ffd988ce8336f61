# make demo: grade the sample class. make demo-second: grade a class of another subject. make lesson: run and render the notebooks. make test: lint, types, tests.
# make attack: the corpus of attacks, as root, in about 50 minutes. make benign: ordinary notebooks, inside the
# walls and outside. make bench-sandbox: what the walls cost. make bench: stock nbgrader and nbverdict grade on one
# class. make faults: a grader that is killed a hundred times. make soak: 500 submissions.
# make fuzz: 10,000 damaged and hostile notebooks, in about half an hour.
# make graders: the checks are checked, by answers whose grade is known. make web: the pages in a real browser,
# in about a quarter of an hour; make web-short: in four minutes, without each wall alone.
# Each sets everything up first.
PYTHON ?= python3
BIN := .venv/bin
SET_UP := .venv/.set-up

export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup demo demo-second lesson benign attack bench-sandbox bench faults soak fuzz graders web web-short test

setup: $(SET_UP)

$(SET_UP): requirements.txt requirements-no-deps.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --disable-pip-version-check -q -r requirements.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps -r requirements-no-deps.txt
	$(BIN)/python -m pip install --disable-pip-version-check -q --no-deps --no-build-isolation -e .
	ln -sf nbverdict $(BIN)/course
	touch $@

demo: setup
	python -m graders.models prepare
	python -m tools.demo

demo-second: setup
	python -m tools.second

lesson: setup
	python -m graders.models prepare
	nbverdict preview model_architecture

benign: setup
	python -m graders.models prepare
	python -m security.benign

attack: setup
	python -m graders.models prepare
	python -m security.attacks

bench-sandbox: setup
	python -m tests.engine.sandbox.users root $(CURDIR)/$(BIN)/python -m benchmarks.bench.sandbox

bench: setup
	python -m graders.models prepare
	python -m benchmarks.bench.grading

faults: setup
	python -m graders.models prepare
	python -m benchmarks.faults

soak: setup
	python -m graders.models prepare
	python -m benchmarks.soak

fuzz: setup
	python -m security.fuzz

graders: setup
	python -m graders.models prepare
	python -m tools.graders

web web-short: setup
	command -v chromium > /dev/null || (apt-get update -qq && apt-get install -y -qq chromium)
	python -m graders.models prepare
	python -m security.web $(if $(filter web-short,$@),--short)

test: setup
	python -m graders.models prepare
	ruff check .
	ruff format --check .
	mypy
	pytest -n 2 --dist loadgroup
