# Training Deep Neural Networks, the executable textbook.
#
#   make book    builds the whole executed website
#   make test    passes the tests
#
# Each works from a bare clone that has python3 (3.11 to 3.13, with venv) and make, and nothing else.

SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# A machine whose driver answers gets the CUDA build of the same versions.
LOCK := $(shell nvidia-smi >/dev/null 2>&1 && echo requirements-cuda.txt || echo requirements.txt)
STAMP := $(VENV)/.installed-$(LOCK)
SITE := _build/html
# The variables of a build: TRAINDNN_PROFILE (quick, full), TRAINDNN_DATA (a folder of .npz files).
export PYTHONPATH := $(CURDIR)
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help setup book test test-site lint format bench gpu-check grade-demo serve lock clean distclean

help:  ## list the targets
	@echo "make TARGET, where TARGET is one of"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-12s %s\n", $$1, $$2}'

setup: $(STAMP)  ## create .venv with the locked versions (book and test do it too)

$(STAMP): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	  f"This book needs Python 3.11, 3.12 or 3.13. Received: {v[0]}.{v[1]}. Name another one: make PYTHON=python3.12 ...")'
	@echo "Setting up $(VENV) from $(LOCK): once, about two minutes and 3.5 GB."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --requirement $(LOCK)
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@rm -f $(VENV)/.installed-*
	@touch $@

book: $(STAMP)  ## build the executed website into _build/html
	@$(BIN)/jupyter-book build . --warningiserror --keep-going --nitpick \
	  || { rm -rf _build/.doctrees; echo "The book was not built: the first message above says where." >&2; exit 1; }
	@echo "Built. Open $(SITE)/index.html, or run: make serve"

test: $(STAMP)  ## run the tests of traindnn, the autograder and the book's sources
	@$(BIN)/python -m pytest $(ARGS)

test-site: book  ## check every built page in Chromium (Debian: apt install chromium)
	@$(BIN)/python -m pytest tests/browser $(ARGS)

lint: $(STAMP)  ## check style
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(STAMP)  ## repair style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

bench: $(STAMP)  ## run the benchmarks, each beside its peer
	@for script in bench/*.py; do echo "== $$script"; $(BIN)/python $$script; done

gpu-check: $(STAMP)  ## name the device, and time runs of the chapters on CPU and GPU
	@$(BIN)/python bench/device.py $(ARGS)

grade-demo: $(STAMP)  ## grade a class of twelve and show marks and feedback
	@$(BIN)/autograder demo ps1-schedules

serve: $(STAMP)  ## serve the built website on http://127.0.0.1:8000
	@test -f $(SITE)/index.html || { echo "No website yet: run make book first." >&2; exit 1; }
	@echo "Serving http://127.0.0.1:8000 (stop with Ctrl+C)"
	@$(BIN)/python -m http.server --bind 127.0.0.1 --directory $(SITE) 8000

UV_COMPILE := uv pip compile --universal --python-version 3.11 --fork-strategy fewest --no-annotate --quiet \
  --custom-compile-command "make lock" --extra book --extra autograder --extra test --extra jax pyproject.toml
lock:  ## compile requirements.txt and requirements-cuda.txt anew (needs uv; make lock UPGRADE=--upgrade)
	@$(UV_COMPILE) $(UPGRADE) --output-file requirements.txt
	@$(UV_COMPILE) --extra cuda --constraint requirements.txt --output-file requirements-cuda.txt

clean:  ## remove what was built (the website, the demo class); .venv stays
	@rm -rf _build course .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

distclean: clean  ## remove .venv too
	@rm -rf $(VENV)
