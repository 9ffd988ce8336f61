# make demo: grade the sample class. make demo-second: grade a class of another subject. make lesson: run and
# render the notebooks. make test: lint, types, tests. make test-fast: the engine's tests that need neither torch
# nor a graded class.
# make setup-grading: install what grades. make setup: what develops too. make setup-statistics: what grades
# examples/statistics, in an environment of its own, which has neither torch nor transformers. make lock: pin what
# they install.
# make attack: the corpus of attacks, as root, in about 50 minutes. make benign: ordinary notebooks, inside the
# walls and outside. make bench-sandbox: what the walls cost. make bench: stock nbgrader and nbverdict grade on one
# class. make faults: a grader that is killed a hundred times. make soak: 500 submissions.
# make fuzz: 10,000 damaged and hostile notebooks, in about half an hour.
# make cases: what real classes hand in and real instructors do, in about ten minutes.
# make stock-suite: nbgrader's own tests, with and without this configuration, in about ten minutes.
# make graders: the checks are checked, by answers whose grade is known. make web: the pages in a real browser,
# in about a quarter of an hour; make web-short: in four minutes, without each wall alone.
# Each sets everything up first.
PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --disable-pip-version-check -q
COMPILE := uv pip compile -q --universal --python-version 3.11 --generate-hashes --annotation-style line \
	--custom-compile-command 'make lock'
ENGINE := .venv/.engine
GRADES := .venv/.grades
DEVELOPS := .venv/.develops
SET_UP := .venv/.set-up

export PATH := $(CURDIR)/$(BIN):$(PATH)

.PHONY: setup setup-grading setup-statistics lock demo demo-second lesson benign attack bench-sandbox bench faults \
	soak fuzz cases stock-suite graders web web-short test test-fast

setup: $(SET_UP)

setup-grading: $(GRADES)

$(ENGINE): requirements.txt pyproject.toml
	$(PYTHON) -m venv .venv
	$(INSTALL) --require-hashes -r requirements.txt
	$(INSTALL) --no-deps --no-build-isolation -e .
	ln -sf nbverdict $(BIN)/course
	touch $@

$(GRADES): $(ENGINE) requirements-torch.txt requirements-no-deps.txt
	$(INSTALL) -r requirements-torch.txt
	$(INSTALL) --require-hashes --no-deps -r requirements-no-deps.txt
	touch $@

$(DEVELOPS): $(ENGINE) requirements-dev.txt
	$(INSTALL) --require-hashes -r requirements-dev.txt
	touch $@

$(SET_UP): $(GRADES) $(DEVELOPS)
	touch $@

setup-statistics: .venv-statistics/.set-up

.venv-statistics/.set-up: requirements-statistics.txt pyproject.toml
	$(PYTHON) -m venv .venv-statistics
	$(subst .venv/,.venv-statistics/,$(INSTALL)) --require-hashes -r requirements-statistics.txt
	$(subst .venv/,.venv-statistics/,$(INSTALL)) --no-deps --no-build-isolation -e .
	touch $@

lock:
	$(COMPILE) --group course pyproject.toml -o requirements.txt > /dev/null
	$(COMPILE) --group statistics pyproject.toml -c requirements.txt -o requirements-statistics.txt > /dev/null
	$(COMPILE) --group dev -c requirements.txt -o requirements-dev.txt > /dev/null

demo: setup-grading
	python -m graders.models prepare
	python -m tools.demo

demo-second: setup-statistics
	PATH=$(CURDIR)/.venv-statistics/bin:$$PATH python -m tools.second

lesson: setup-grading
	python -m graders.models prepare
	nbverdict preview model_architecture
	nbverdict preview inside_the_layer

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

cases: setup
	python -m graders.models prepare
	python -m tools.cases

stock-suite: setup
	python -m tools.stock_suite

graders: setup
	python -m graders.models prepare
	python -m tools.graders

web web-short: setup
	command -v chromium > /dev/null || (apt-get update -qq && apt-get install -y -qq chromium)
	python -m graders.models prepare
	python -m security.web $(if $(filter web-short,$@),--short)

test: setup setup-statistics
	python -m graders.models prepare
	ruff check .
	ruff format --check .
	mypy
	pytest -n 2 --dist loadgroup

test-fast: $(DEVELOPS)
	pytest -n 2 --dist loadgroup -m "not course and not slow" tests/engine tests/test_layers.py tests/test_package.py \
		tests/test_workflows.py
