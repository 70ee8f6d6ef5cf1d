# The only task runner. Every target makes .venv by itself.
PYTHON ?= python3
.DEFAULT_GOAL := help

.venv/.stamp: requirements.lock requirements-dev.lock pyproject.toml
	@echo "Making .venv from the hashed lock"
	@$(PYTHON) -m venv .venv
	@.venv/bin/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@.venv/bin/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.PHONY: help demo run test test-kafka test-resilience test-brokers bench compose-check lint format typecheck contracts permissions examples lock clean

help: ## say what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: .venv/.stamp ## play the year 2018 on servers and services of its own
	@.venv/bin/python -m cli demo demo/2018.yaml

run: .venv/.stamp ## the whole platform on this machine, data under .idm/, until Ctrl-C
	@.venv/bin/python -m cli run

test: .venv/.stamp ## run every test, on a real MongoDB and Apache Kafka (Java 17, Maven; IDM_LOCAL_KAFKA=noida: without)
	@.venv/bin/python -m pytest -q -n 2 --dist worksteal

compose-check: .venv/.stamp ## build, start, use and remove the operators' stack (needs a Docker engine); FULL=1 rehearses the runbook
	@.venv/bin/python -m tests.compose.check $(if $(FULL),full)

test-kafka: .venv/.stamp ## the tests among them that need servers: integration, resilience and e2e, on Apache Kafka
	@IDM_LOCAL_KAFKA=apache .venv/bin/python -m pytest -q -n 2 --dist worksteal tests/integration tests/resilience tests/e2e

test-resilience: .venv/.stamp ## crash schedules over all services: 200, or COUNT=… of them; COUNT=1 SEED=… plays one again
	@.venv/bin/python -m tests.resilience.schedules $(or $(COUNT),200) $(SEED)

test-brokers: .venv/.stamp ## three brokers of Apache Kafka, of which one and then another is killed while a year is played
	@.venv/bin/python -m pytest -q tests/resilience/brokers.py

bench: .venv/.stamp ## each figure beside its floor (three quarters of an hour); FIGURES="1 3" some, QUICK=1 tiny, PROFILE=1 where time goes
	@.venv/bin/python -m benchmarks $(FIGURES) $(if $(QUICK),--quick) $(if $(PROFILE),--profile)

lint: .venv/.stamp ## style, format, import rules, dependencies
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@PYTHONPATH=. .venv/bin/lint-imports --no-logo
	@.venv/bin/deptry .

format: .venv/.stamp ## write the format
	@.venv/bin/ruff check --fix .
	@.venv/bin/ruff format .

typecheck: .venv/.stamp ## mypy --strict
	@.venv/bin/mypy

contracts: .venv/.stamp ## write docs/contracts; RELEASE=1 also what later contracts are compared with
	@set -e; for file in services/*/service.py; do \
	  .venv/bin/python -m services.$$(basename $$(dirname $$file)) contracts docs/contracts $(if $(RELEASE),release); \
	done

permissions: .venv/.stamp ## write docs/permissions.md: which role may do what
	@.venv/bin/python -m tests.architecture.test_permissions

examples: .venv/.stamp ## record the requests and answers that the API pages show, all anew (about ten minutes)
	@for file in services/*/api/examples.json shared/http/examples.json; do echo '{}' > $$file; done
	@IDM_EXAMPLES=record .venv/bin/python -m pytest -q tests/contracts/test_api.py tests/architecture/test_permissions.py \
	  tests/integration

lock: ## make both hashed locks again (needs uv)
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml -o requirements.lock
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove what the targets made
	rm -rf .idm .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
