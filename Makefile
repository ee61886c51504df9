PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check lint bench clean

$(VENV)/.ready: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[test]'
	touch $@

run: $(VENV)/.ready  ## build the example page into exports/
	$(BIN)/kgraph build examples/zhengzhou-jingkai-2023.txt --home 郑州经开区 -o exports

test: $(VENV)/.ready
	$(BIN)/python -m pytest

lint: $(VENV)/.ready
	$(BIN)/ruff check src tests tools benchmarks
	$(BIN)/ruff format --check src tests tools benchmarks

check: lint test run

bench: $(VENV)/.ready
	$(BIN)/python benchmarks/speed.py

clean:
	rm -rf $(VENV) exports/* build dist
