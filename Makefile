# 'make run' and 'make test' are all that a newcomer needs; 'make help' lists the rest.
SHELL := /bin/sh
.DEFAULT_GOAL := help
BIN := .venv/bin
# Three processes, each with a server of its own, because some tests wait; an external database is one.
AT_ONCE := $(if $(filter external,$(DB)),,-n 3 --dist loadfile)
export DB PORT PYTHON

.PHONY: help run test lint format up down migrate db-status db-plan db-verify db-dump seed mysql lock openapi wheel clean setup-runtime setup-dev

help: ## list the targets
	@sed -n 's/^\([a-z -]*\):.*## \(.*\)/\1|\2/p' Makefile | while IFS='|' read -r name text; do \
		printf '  make %-8s %s\n' "$$name" "$$text"; done

run: setup-runtime ## serve the API on http://127.0.0.1:8000 (PORT=...), with a database found for it (DB=...)
	@exec $(BIN)/rawboard run

test: setup-dev ## run the whole suite on a real database (DB=docker|embedded|external, ARGS="-k word")
	@exec $(BIN)/pytest $(AT_ONCE) $(ARGS)

lint: setup-dev ## check style, types and SQL
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar sql tests/sql

format: setup-dev ## lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

up: ## bring up MySQL and the API with docker compose
	docker compose up --build --detach --wait
	@docker compose logs --no-log-prefix setup

down: ## stop what 'make up' started; the data stays in its volume
	docker compose down

migrate: setup-runtime ## apply the migrations that the database lacks
	@exec $(BIN)/rawboard db migrate

db-status db-plan db-verify db-dump: setup-runtime ## the program's view of the schema; sql/README.md has more
	@exec $(BIN)/rawboard db $(@:db-%=%)

seed: setup-runtime ## load the demo data (its passwords are public)
	@$(BIN)/rawboard db migrate
	@exec $(BIN)/rawboard db seed

mysql: setup-runtime ## open a client shell on the project's database
	@exec $(BIN)/rawboard db shell

lock: setup-dev ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group build pyproject.toml -o requirements/runtime.lock
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group build --group dev pyproject.toml -o requirements/dev.lock

openapi: setup-runtime ## write docs/openapi.json anew: the API as the default settings have it
	@cd docs && env -i $(CURDIR)/$(BIN)/rawboard openapi >openapi.json.new && mv openapi.json.new openapi.json

wheel: setup-dev ## build a wheel that carries sql/
	$(BIN)/pip wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean: ## remove what was built; the embedded database under var/ stays
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache var/tests
	find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup-runtime:
	@bin/setup runtime

setup-dev:
	@bin/setup dev

.PHONY: bench bench-short
bench: ## measure Rawboard against its peers, three quarters of an hour; writes docs/performance.md
	@bench/setup
	@exec $(BIN)/python -m bench all

bench-short: ## the main table of it, in under ten minutes
	@bench/setup
	@exec $(BIN)/python -m bench compare --short
