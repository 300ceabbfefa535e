# Everything a person types. `make help` lists it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(VENV)/tools
SPARK := $(VENV)/spark
LOCKS := requirements.lock requirements-dev.lock requirements-tools.lock requirements-spark.lock
UPGRADE ?=
# Warnings that are told and do not fail: a fact grows old by itself, or loses its last reader through
# a change of something else; that may not fail what worked yesterday.
TOLD_ONLY := unused-fact old-fact
# A browser that has to wait for a core takes longer than what it is tried with; the other tests give way to it.
POLITE := nice -n 5

.PHONY: help install run test check lint types contracts content unit pages beside-pages beside-browser browser bench bench-browser prove spark mutate fields lock sbom audit format clean

help: ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.runs ## install what the app needs

run: $(VENV)/.runs ## start the app (HOST, PORT, TRIALRUN_DATA)
	@exec $(BIN)/python -m trialrun serve

test: $(VENV)/.tests ## install what tests need, then run every check and test
	@$(MAKE) --no-print-directory lint
	@echo "The tests of pages, the other checks and the browser tests run beside these; what they say comes last."
	@$(MAKE) --no-print-directory --keep-going --jobs=3 unit beside-pages beside-browser && failed=0 || failed=$$?; \
	cat $(VENV)/pages.log $(VENV)/browser.log; exit $$failed

unit: $(VENV)/.tests
	@$(POLITE) $(BIN)/python -m pytest -m "not browser" --ignore tests/web

pages: $(VENV)/.tests
	@$(POLITE) $(BIN)/python -m pytest -m "not browser" tests/web

beside-pages: $(VENV)/.tests
	@$(MAKE) --no-print-directory pages >$(VENV)/pages.log 2>&1

beside-browser: $(VENV)/.tests
	@for part in browser types contracts content; do \
	  $(MAKE) --no-print-directory $$part || { echo "make $$part has failed"; failed=1; }; \
	done >$(VENV)/browser.log 2>&1; exit $${failed:-0}

check: $(VENV)/.tests ## the quick part of test: everything but the browser
	@$(MAKE) --no-print-directory lint types contracts content unit pages

lint: $(VENV)/.tests
	@$(BIN)/ruff check --quiet . && $(BIN)/ruff format --quiet --check . || { echo "run: make format"; exit 1; }

types: $(VENV)/.tests
	@$(BIN)/mypy --no-error-summary

contracts: $(VENV)/.tests
	@$(BIN)/lint-imports --no-logo >$(VENV)/contracts.log 2>&1 || { cat $(VENV)/contracts.log; exit 1; }

content: $(VENV)/.runs ## check lessons, scenarios and question sets (python -m trialrun check --bank --facts --fail-on warning)
	@$(BIN)/python -m trialrun check --bank --facts --fail-on warning $(addprefix --except ,$(TOLD_ONLY))

browser: $(VENV)/.tests ## the browser tests alone
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m pytest -m browser tests/browser

bench: $(VENV)/.tests ## measure speed and size, each beside its reference
	@$(BIN)/python -m bench

bench-browser: $(VENV)/.tests ## measure in a real browser: clicks, frames, size
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m bench.browser

prove: $(VENV)/.tests ## the slow proofs: many more examples of every property
	@HYPOTHESIS_PROFILE=prove $(BIN)/python -m pytest -m "not browser"
	@$(BIN)/python -m tests.browser.chromium
	@HYPOTHESIS_PROFILE=prove $(BIN)/python -m pytest -m browser tests/browser

spark: $(SPARK)/.installed ## install a real Spark (450 MB), which make prove then asks; it takes Java 17 or newer

mutate: $(VENV)/.tests ## change the rules a bit, again and again: do the tests notice? (11 minutes)
	@$(BIN)/python -m tools.mutate

fields: $(VENV)/.tests ## make the table of job fields anew from databricks-sdk
	@$(BIN)/python -m pip install --quiet --no-deps --target $(VENV)/sdk databricks-sdk==0.162.0
	@$(BIN)/python tools/job_fields.py $(VENV)/sdk

# The dev tools go by what runs: nothing may be tested with another version than it is run with.
lock: $(TOOLS)/.installed ## write the lock files anew from the requirements (UPGRADE=--upgrade: with the newest of all)
	@for part in "" -dev -tools -spark; do \
	  against=; if [ "$$part" = -dev ]; then against="-c requirements.lock"; fi; \
	  $(TOOLS)/bin/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 \
	    --custom-compile-command "make lock" $(UPGRADE) requirements$$part.txt $$against -o requirements$$part.lock; \
	done

sbom: $(TOOLS)/.installed ## write what the app is made of as a CycloneDX SBOM into build/
	@$(TOOLS)/bin/python -m tools.sbom requirements.lock build/sbom.cdx.json

audit: $(TOOLS)/.installed ## look for known faults in what is locked; says so where no database can be reached
	@$(TOOLS)/bin/python -m tools.audit $(LOCKS) || [ $$? = 3 ]

format: $(VENV)/.tests ## put the code into its form
	@$(BIN)/ruff check --quiet --fix . ; $(BIN)/ruff format --quiet .

clean: ## remove what was installed and built; answers in data/ stay
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

$(VENV)/.runs: requirements.lock
	@PYTHON="$(PYTHON)" .ci/venv $(VENV) requirements.lock
	@touch $@

$(VENV)/.tests: requirements.lock requirements-dev.lock
	@PYTHON="$(PYTHON)" .ci/venv $(VENV) requirements-dev.lock
	@touch $(VENV)/.runs $@

$(TOOLS)/.installed: requirements-tools.lock
	@PYTHON="$(PYTHON)" .ci/venv $(TOOLS) requirements-tools.lock
	@touch $@

$(SPARK)/.installed: requirements-spark.lock
	@PYTHON="$(PYTHON)" .ci/venv $(SPARK) requirements-spark.lock
	@touch $@
