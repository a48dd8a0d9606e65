# Foyer's commands. `make help` lists them.

VENV := .venv/bin
export PYTHONUNBUFFERED := 1
# Tests start dozens of processes: what they import is compiled once, not by each.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run run-slack test lint models format bench chaos lock clean dev-venv system

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## Set up whatever is missing and serve the example company
	@scripts/setup-venv.sh runtime
	@echo "[3/4] Database, models and search index"
	@$(VENV)/python app.py prepare
	@echo "[4/4] Serving (stop with Ctrl-C)"
	@exec $(VENV)/python app.py serve

run-slack: ## Serve the example company beside a Slack to click in, on a new database
	@scripts/setup-venv.sh runtime
	@exec $(VENV)/python -m tests.slack --with-foyer $(ARGS)

# One process a core shares the tests, a file at a time; single files and tests run in one (-n 2 in ARGS overrides it).
CORES = $(shell n=$$(nproc); echo $$((n > 8 ? 8 : n)))
WORKERS = $(if $(filter %.py,$(ARGS))$(findstring ::,$(ARGS)),0,$(CORES))

test: system dev-venv ## Format, lint, types, walls and all tests: the gate that CI runs
	@echo "Format, lint, types and walls, beside the models that tests share (a minute or two the first time)"
	@$(MAKE) --no-print-directory -j 2 --output-sync=target lint models
	$(VENV)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: dev-venv ## Format check, lint, types and import walls
	$(VENV)/ruff format --check .
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports

models: dev-venv
	$(VENV)/python -m tests.support.models

format: dev-venv ## Format, and fix what ruff can fix
	$(VENV)/ruff check --fix-only .
	$(VENV)/ruff format .

bench: system dev-venv ## Measure speed on this machine (ARGS="…" goes to the benchmark)
	$(VENV)/python -m tests.bench $(ARGS)

chaos: system dev-venv ## Kill processes and servers under load, and check that nothing is lost
	$(VENV)/python -m tests.chaos $(ARGS)

lock: dev-venv ## Rewrite the lock files from requirements*.in (ARGS=--upgrade for newer versions)
	scripts/lock.sh $(ARGS)

clean: ## Remove the environment and caches; data in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache var/setup.lock
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

system:
	@scripts/setup-system.sh

dev-venv:
	@scripts/setup-venv.sh dev
