# make demo and make test set up everything they need on a clean machine with Python 3.11.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
SHELL := /bin/bash
READY := $(VENV)/.ready

.PHONY: demo test test-all kill lint house lab notebooks docs benchmarks fuzz clean

demo: $(READY)
	$(BIN)/newslab demo --out demo

test: $(READY) lint
	$(BIN)/pytest --cov --cov-report=term:skip-covered --durations=10

test-all: $(READY) lint
	$(BIN)/pytest -m "slow or not slow" --durations=20

# An hour and more: 900 saves, 80 reports and 20 builds are killed, 60 commands interrupted, 40 disks are full (benchmarks/reliability.md).
kill: $(READY)
	$(BIN)/python data/kill.py

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

# What the code weighs: lines, patterns, word lists, thresholds, branches. AGAINST=COMMIT sets an older state beside it.
house: $(READY)
	$(BIN)/python benchmarks/house.py $(if $(AGAINST),--against $(AGAINST))

lab: $(READY)
	$(BIN)/jupyter lab notebooks

notebooks: $(READY)
	$(BIN)/python notebooks/render.py out/notebooks

docs: $(READY)
	$(BIN)/python docs/build.py out/docs

# N spoiled inputs through the readers and N/5 through build_corpus.
N ?= 50000
fuzz: $(READY)
	$(BIN)/python -m tests.fuzz $(N)

# Figures of benchmarks/: the collections lie beside the checkout (see benchmarks/README.md).
DATA ?= ../shared/datasets
benchmarks: $(READY)
	mkdir -p out
	$(BIN)/newslab evaluate sample
	$(BIN)/newslab evaluate pages --data $(DATA)/pages --against
	$(BIN)/newslab evaluate dates --data $(DATA)/dates --against
	$(BIN)/newslab evaluate events --data $(DATA)/events5w1h --against
	$(BIN)/newslab evaluate stories --data $(DATA)/stories --against
	$(BIN)/newslab evaluate timelines --data $(DATA)/timelines/t17 --against
	$(BIN)/newslab evaluate topics --data $(DATA)/topics --against
	$(BIN)/newslab evaluate pairs --data $(DATA)/pairs --against
	$(BIN)/newslab evaluate contrasts --data $(DATA)/pairs --against
	$(BIN)/newslab evaluate sources --data $(DATA) --against

# torch comes first and pinned: the default build of later releases is several GB of GPU code.
$(READY): pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip==26.1"
	$(BIN)/python -m pip install --quiet -c constraints.txt torch
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	touch $(READY)

clean:
	rm -rf $(VENV) demo out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
