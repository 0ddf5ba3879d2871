# `make` alone lists what there is. Set-up is part of each target, and does nothing when nothing changed.
PY := .venv/bin/python
SETUP := @dev/setup.sh
.DEFAULT_GOAL := help
.PHONY: help demo test check format messages lock manage rehearse shell bench clean
export TODAY PORT PYTHON
# No header and no annotations: they would name hosts and paths of the machine that locked.
LOCK := .venv/bin/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-header --no-annotate

help: ## This list
	@echo 'Kulturpunkt. A fresh clone needs nothing but one of these lines:'
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile | expand -t 18

demo: ## The whole site with demo data, until Ctrl-C  (TODAY=2025-04-21 PORT=8080)
	$(SETUP) demo
	@exec $(PY) -m dev.run demo

test: ## All tests, browser included  (ARGS="tests/notices -k outbox" for a part)
	$(SETUP) test
	@exec $(PY) -m dev.run test $(ARGS)

check: ## Lint, format, types, import contracts, house rules, migrations, translations  (ARGS=types for one)
	$(SETUP) check
	@exec $(PY) -m dev.run check $(ARGS)

format: ## Formats the code and mends what ruff can mend
	$(SETUP) check
	@$(PY) -m ruff check --fix-only --quiet . && $(PY) -m ruff format .

messages: ## Brings locale/en up to date with the texts in the code
	$(SETUP) check
	@$(PY) -m dev.translations update

lock: ## Locks what requirements*.in ask for  (ARGS=--upgrade for the newest they allow)
	$(SETUP) test
	@for set in requirements requirements-demo requirements-dev dev/uv dev/node; do $(LOCK) $(ARGS) $$set.in -o $$set.txt || exit 1; done

manage: ## A manage.py command on the demo data  (ARGS=verify_history)
	$(SETUP) demo
	@exec $(PY) -m dev.run manage $(ARGS)

rehearse: ## Plays the whole programme day by day and prints who gets which mail when
	$(SETUP) demo
	@exec $(PY) -m dev.run manage rehearse $(ARGS)

shell: ## A Python shell on the demo data
	$(SETUP) demo
	@exec $(PY) -m dev.run manage shell

bench: ## The figures: each page against a reference view
	$(SETUP) test
	@exec $(PY) -m dev.run bench $(ARGS)

clean: ## Throws the demo data away; the next start begins anew
	$(SETUP) demo
	@$(PY) -m dev.run clean
