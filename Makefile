# Every verb of the project. `make` alone prints this list.
PY := .venv/bin/python
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup demo test check proof fuzz bench engines faults faults-kills faults-linkage faults-hostile intervals lock clean

help: ## print this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' Makefile

setup: ## make .venv from the hashed lock
	@sh requirements/install.sh run

demo: setup ## the main job, end to end, on this machine alone (ARGS="--citizens 3000 --seed 7 --library ptb")
	@.venv/bin/saualnama demo $(ARGS)

test: ## everything a developer needs to trust a change (ARGS="-k name")
	@sh requirements/install.sh dev
	@$(PY) -m pytest $(if $(findstring -n,$(ARGS)),,-n 2) $(ARGS)

proof: ## slow: what is promised beyond `make test`: 60 kills, 500 citizens in chaos, 4,000 hostile updates, 10,000 conditions
	@sh requirements/install.sh dev
	@KILLS=60 CITIZENS=500 SEED=$(or $(SEED),1) $(PY) -m pytest -n 2 tests/faults
	@$(PY) -m pytest -n 2 -m proof
	@TIMES=5 $(PY) -m pytest -n 2 -m hypothesis

fuzz: ## slow: the property tests with new examples at random (TIMES=50 ARGS="tests/surveys")
	@sh requirements/install.sh dev
	@FUZZ=1 TIMES=$(or $(TIMES),10) $(PY) -m pytest -n 2 -m hypothesis $(ARGS)

check: ## linters, types, layers, catalogues
	@sh requirements/install.sh dev
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports --no-cache
	@$(PY) -m locales.gate
	@.venv/bin/saualnama survey check surveys/questionnaires/*.yaml

bench: ## ratios measured in one run: conditions, checking, the engine, storage, assessment, a flood, the whole bot
	@sh requirements/install.sh dev
	@for file in tests/bench/bench_*.py; do echo "== $$file"; $(PY) $$file || exit 1; done

engines: ## slow to install (1 GB): the text of the moments on ClickHouse, and polars beside them
	@sh requirements/install.sh dev
	@sh requirements/engines.sh
	@$(PY) -m pytest -m engines tests/engines
	@POLARS=.venv-engines/bin/python $(PY) tests/bench/bench_moments.py

faults: faults-kills faults-linkage faults-hostile ## slow: kills, chaos, 1,122 people's copies attacked, 1,000,000 hostile updates (KILLS=1000 CITIZENS=2000 PEOPLE=5000 MUTANTS=50000 SEED=2)

faults-kills: ## slow, alone: the bot is killed, and answers under chaos (KILLS=200 CITIZENS=500)
	@sh requirements/install.sh dev
	@KILLS=$(or $(KILLS),200) CITIZENS=$(or $(CITIZENS),500) SEED=$(or $(SEED),1) $(PY) -m pytest tests/faults $(ARGS)

faults-linkage: ## slow, alone: copies are attacked (PEOPLE=1122)
	@sh requirements/install.sh dev
	@PEOPLE=$(or $(PEOPLE),1122) SEED=$(or $(SEED),1) $(PY) -m pytest -s -m linkage tests/faults/test_linkage.py $(ARGS)

faults-hostile: ## slow, alone, goes on where it stopped: hostile updates (MUTANTS=1000000)
	@sh requirements/install.sh dev
	@MUTANTS=$(or $(MUTANTS),1000000) SEED=$(or $(SEED),1) $(PY) -m pytest -s -m proof tests/faults/test_hostile_updates.py $(ARGS)

intervals: ## slow: do 95 % intervals cover the truth, over 200 seeds?
	@sh requirements/install.sh dev
	@$(PY) tests/bench/intervals.py $(ARGS)

lock: ## make the locks anew (needs uv)
	@sh requirements/lock.sh $(ARGS)

clean: ## remove what was made here: .venv, out, caches (never data)
	@rm -rf .venv .venv-engines out build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
