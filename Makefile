# `make` lists the targets. All set-up lands in .venv/, var/ and, where needed, system packages.
.DEFAULT_GOAL := help
.PHONY: help demo up test lint bench soak
PYTHON_BIN := .venv/bin/python

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## Set up, play a sample tournament, then serve the site on 127.0.0.1:8000 (SERVE=0: do not serve)
	@scripts/setup.sh run
	@DEBUG=1 $(PYTHON_BIN) manage.py demo

up: ## Set up, then run web, worker and master until Ctrl-C
	@scripts/setup.sh run
	@$(PYTHON_BIN) manage.py up

test: ## Set up, then run every check and test, on SQLite, on MariaDB and in a browser
	@scripts/setup.sh dev
	@scripts/test.sh

lint: ## Check and format the code
	@scripts/setup.sh dev
	@.venv/bin/ruff check --fix . && .venv/bin/ruff format . && .venv/bin/mypy

bench: ## Run the benchmarks: a table, and var/bench.json
	@scripts/setup.sh dev
	@$(PYTHON_BIN) -m benchmarks

soak: ## Play 10 000 random games (GAMES=n), and full matches 100 times in the sandbox (REPEATS=n)
	@scripts/setup.sh dev
	@$(PYTHON_BIN) -m benchmarks.soak $(GAMES)
	@$(PYTHON_BIN) -m benchmarks.soak.repeats $(REPEATS)
