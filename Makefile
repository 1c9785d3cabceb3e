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
ifndef LOCK
LOCK := $(shell nvidia-smi >/dev/null 2>&1 && echo requirements-cuda.txt || echo requirements.txt)
endif
# What the book and the grader need, and what tests, benchmarks and checks of style need besides.
CORE := $(VENV)/.installed-$(LOCK)
STAMP := $(VENV)/.installed-requirements-test.txt
BOOK := $(if $(filter jax,$(KERAS_BACKEND)),$(STAMP),$(CORE))
# uv installs the same files as pip, and sooner. UV= chooses pip.
UV ?= $(or $(wildcard $(BIN)/uv),$(shell command -v uv))
# VERBOSE=1 shows all that pip, Jupyter Book, Sphinx and the kernels say.
QUIET := $(if $(VERBOSE),,--quiet)
SITE := _build/html
HOST ?= 127.0.0.1
# Tests run in as many processes as there are cores; JOBS=0 runs them in one.
JOBS ?= auto
# The variables of a build: TRAINDNN_PROFILE (quick, full), TRAINDNN_DATA (a folder of .npz files).
export PYTHONPATH := $(CURDIR)
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export VERBOSE

.PHONY: help setup setup-book book record reproduce test test-site test-jupyterlab lint format bench links pdf epub dist wheel gpu-check \
  grade-demo doctor grade audit serve lock clean distclean

help:  ## list the targets
	@echo "make TARGET, where TARGET is one of"
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  %-15s %s\n", $$1, $$2}'

setup: $(STAMP)  ## create .venv with the locked versions of everything (each target installs what it needs)

setup-book: $(CORE)  ## the same, for the book and the grader alone

# The locks are complete and hold wheels alone, so nothing is resolved and nothing is built. An index that pip is
# configured for and uv is not leaves the work to pip.
PIP_INSTALL = $(BIN)/python -m pip install $(QUIET) $(QUIET) --no-compile --no-deps
INSTALL = install() { $(if $(UV),$(UV) pip install $(QUIET) --python $(BIN)/python --no-deps "$$@" || ) \
  $(PIP_INSTALL) "$$@"; }; install
# The builds of TensorFlow with and without CUDA write the same files: the other one must go first.
TWO_BUILDS := $(filter Linux-x86_64,$(shell uname -s)-$(shell uname -m))
OTHER_BUILD := $(if $(TWO_BUILDS),$(if $(findstring cuda,$(LOCK)),tensorflow-cpu,tensorflow))
# Compiled here, on all processors at once, for the jail could not keep what it compiles. Other packages are
# compiled when they are first imported.
COMPILED := tensorflow keras numpy matplotlib IPython

$(CORE): $(LOCK) pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; sys.exit(0 if (3, 11) <= v <= (3, 13) else \
	  f"This book needs Python 3.11, 3.12 or 3.13. Received: {v[0]}.{v[1]}. Name another one: make PYTHON=python3.12 ...")'
	@echo "Installing $(LOCK) into $(VENV): once, $(if $(findstring cuda,$(LOCK)),3.7,0.6) GB to download, a minute or two."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@rm -f $(VENV)/.installed-*
	@! ls -d $(VENV)/lib/python*/site-packages/$(subst -,_,$(OTHER_BUILD))-[0-9]*.dist-info >/dev/null 2>&1 \
	  || $(BIN)/python -m pip uninstall $(QUIET) --yes $(OTHER_BUILD)
	@$(INSTALL) --requirement $(LOCK)
	@$(INSTALL) --no-build-isolation --editable .
	@cd $(VENV)/lib/python*/site-packages && $(abspath $(BIN))/python -m compileall -q -j 0 $(COMPILED)
	@touch $@

test-site: $(STAMP)
$(STAMP): $(CORE) requirements-test.txt
	@echo "Installing requirements-test.txt into $(VENV): once, 0.2 GB to download."
	@$(INSTALL) --requirement requirements-test.txt
	@touch $@

book: $(BOOK)  ## build the executed website into _build/html (EXECUTE=all: every page anew)
	@case "$(EXECUTE)" in all) rm -rf _build/.jupyter_cache _build/.doctrees ;; changed | "") ;; \
	  *) echo "EXECUTE: expected all or changed. Received: $(EXECUTE)" >&2; exit 2 ;; esac
	@$(BIN)/python _ext/build.py build . --warningiserror --keep-going --nitpick \
	  || { rm -rf _build/.doctrees; echo "The book was not built: the first message above says where." >&2; exit 1; }
	@echo "Built. Open $(SITE)/index.html, or run: make serve"

# The record is committed; what the book concludes, it concludes from the record. PAGES="dropout" or CLAIMS="C8 C14" makes a part.
record: $(BOOK)  ## run all experiments at full scale on the real sets, within an hour (CHECK=yes: is it up to date?)
	@$(BIN)/python _ext/record.py $(if $(CHECK),--check,$(PAGES) $(if $(CLAIMS),--claims $(CLAIMS)))

reproduce: $(BOOK)  ## run the lecture's own experiments again, at full scale, and compare with its values
	@$(BIN)/python -m traindnn.lab.reproduction --output _build/reproduction.json $(ARGS)

test: $(STAMP)  ## run the tests of traindnn, the autograder and the book's sources
	@$(BIN)/python -m pytest --numprocesses $(JOBS) --dist worksteal $(ARGS)

# BUILT=yes: the site is there already (built by another job, say) and is checked as it is.
test-site: $(if $(BUILT),$(STAMP),book)  ## check every built page in Chromium (Debian: apt install chromium)
	@$(BIN)/python -m pytest tests/browser --numprocesses $(JOBS) --dist worksteal $(ARGS)

# SCREENSHOTS=folder keeps pictures of what a student and an instructor see.
test-jupyterlab: $(STAMP)  ## a problem set goes round in JupyterLab, in Chromium: fetched, solved, marked, given back
	@$(BIN)/python -m pytest tests/jupyterlab $(ARGS)

lint: $(STAMP)  ## check style and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

format: $(STAMP)  ## repair style
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# From the shortest to the longest, each with its table; bench/RESULTS.md is made of what they write.
# make bench ARGS=--quick only tries them.
BENCHES ?= startup memory site building training grading stand_in same_marks
bench: $(STAMP)  ## run the benchmarks, each beside its peer: hours (two of them: BENCHES="startup site")
	@failed=; for name in $(BENCHES); do echo "== bench/$$name.py"; \
	  $(BIN)/python bench/$$name.py --json $(if $(filter --quick,$(ARGS)),_build/bench/quick,bench/results)/$$name.json $(ARGS) \
	  || failed="$$failed $$name"; done; \
	$(BIN)/python bench/results.py; \
	test -z "$$failed" || { echo "Not as it should be:$$failed. The messages above say why." >&2; exit 1; }

links: $(BOOK)  ## check the book's links to other sites (needs the network)
	@$(BIN)/python _ext/build.py build . --builder linkcheck

# BUILT=yes takes the site that is there.
pdf: $(STAMP) $(if $(BUILT),,book)  ## print the book into _build/printed/book.pdf (needs Chromium)
	@$(BIN)/python _ext/bookpdf.py $(SITE) _build/printed/book.pdf

epub: $(STAMP) $(if $(BUILT),,book)  ## write the book as _build/printed/book.epub (needs Chromium)
	@$(BIN)/python _ext/bookepub.py $(SITE) _build/printed/book.epub

dist: pdf epub  ## what a release holds: website with PDF and EPUB, student versions of the problem sets
	@PRINTED=_build/printed $(BIN)/python _ext/build.py build . --warningiserror --keep-going --nitpick
	@rm -rf _build/dist && mkdir -p _build/dist/problem-sets
	@for set in solutions/*/; do $(BIN)/autograder release "$$(basename "$$set")"; done
	@cp -r course/release/. _build/dist/problem-sets
	@cd _build/dist && cp ../printed/* . && python3 -m zipfile -c problem-sets.zip problem-sets \
	  && (cd .. && python3 -m zipfile -c dist/website.zip html) && rm -r problem-sets
	@echo "Made: " _build/dist/*

gpu-check: $(BOOK)  ## name the device, and time runs of the chapters on CPU and GPU
	@$(BIN)/python bench/device.py $(ARGS)

grade-demo: $(BOOK)  ## grade a class of twelve and show marks and feedback
	@$(BIN)/autograder demo ps1-schedules

doctor: $(BOOK)  ## say what this machine can do for the grader, and what to install
	@$(BIN)/autograder doctor

grade: $(BOOK)  ## grade a class: make grade SET=ps1-schedules FROM=folder-or-zip
	@test -n "$(SET)" -a -n "$(FROM)" || { echo "Say what to grade: make grade SET=ps1-schedules FROM=hand-ins.zip" >&2; exit 2; }
	@$(BIN)/autograder release "$(SET)"
	@$(BIN)/autograder collect "$(SET)" --from "$(FROM)" || test $$? -eq 1  # whoever is collected is graded
	@$(BIN)/autograder grade "$(SET)"
	@$(BIN)/autograder feedback "$(SET)"
	@$(BIN)/autograder report "$(SET)"

audit: $(BOOK)  ## test the hidden tests of problem sets: make audit SETS=ps2-gradients (all if none is named)
	@$(BIN)/autograder audit $(SETS) $(ARGS)

serve: $(BOOK)  ## serve the built website on http://127.0.0.1:8000
	@test -f $(SITE)/index.html || { echo "No website yet: run make book first." >&2; exit 1; }
	@echo "Serving http://$(HOST):8000 (stop with Ctrl+C)"
	@$(BIN)/python -m http.server --bind $(HOST) --directory $(SITE) 8000

# One resolution: every further lock is held to the first. libclang is asked for by TensorFlow and used by nothing.
COMPILE = uv=$$(command -v $(or $(UV),$(BIN)/uv)) && "$$uv" pip compile --universal --python-version 3.11 \
  --fork-strategy fewest --no-annotate --quiet --custom-compile-command "make lock" --excludes <(echo libclang) \
  pyproject.toml
WITHOUT_CUDA := --extra cpu --overrides \
  <(echo "tensorflow ; sys_platform != 'linux' or platform_machine != 'x86_64'")
lock:  ## compile the three locks anew from pyproject.toml (make lock UPGRADE=--upgrade)
	@test -n "$(UV)" || { test -x $(BIN)/python || $(PYTHON) -m venv $(VENV); $(PIP_INSTALL) "uv>=0.10,<1"; }
	@$(COMPILE) --extra book --extra autograder $(WITHOUT_CUDA) $(UPGRADE) --output-file requirements.txt
	@$(COMPILE) --extra book --extra autograder --extra cuda --constraint requirements.txt \
	  --output-file requirements-cuda.txt
	@$(COMPILE) --extra book --extra autograder --extra test --extra browser --extra jax $(WITHOUT_CUDA) $(UPGRADE) \
	  --constraint requirements.txt --output-file requirements-test.txt
	@grep -vxFf <(grep -v '^#' requirements.txt) requirements-test.txt > requirements-test.txt.new
	@mv requirements-test.txt.new requirements-test.txt

clean:  ## remove what was built (the website, the demo class); .venv stays
	@rm -rf _build course .pytest_cache .ruff_cache .hypothesis .coverage *.egg-info
	@find . -name __pycache__ -not -path './$(VENV)/*' -prune -exec rm -rf {} +

wheel: $(CORE)  ## the grader alone as a wheel, which needs no TensorFlow, in _build/wheels
	@$(BIN)/python -m pip wheel $(QUIET) --no-deps --no-build-isolation --wheel-dir _build/wheels wheels/autograder
	@rm -rf wheels/autograder/build wheels/autograder/*.egg-info
	@echo "Made: " _build/wheels/*.whl

distclean: clean  ## remove .venv too
	@rm -rf $(VENV)
