# Every target first runs the set-up, which does nothing when all is there.
# Everything it makes lies under .local/.

SYSTEM_PYTHON := $(firstword $(wildcard /usr/bin/python3.11) python3)
PYTHON := .local/venv/bin/python
DATABASE ?= debt_recovery_demo
PORT ?= 8069

# what the tools keep goes under .local too, not among the sources
export PYTHONPYCACHEPREFIX := $(CURDIR)/.local/pycache
export HYPOTHESIS_STORAGE_DIRECTORY := $(CURDIR)/.local/hypothesis
export RUFF_CACHE_DIR := $(CURDIR)/.local/ruff
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test serve lint format bench native replay lock clean

setup:
	@$(SYSTEM_PYTHON) -m dev.bootstrap

demo: setup  ## the demonstration: make demo [DATE=2026-03-02]
	@$(PYTHON) -m dev.demo $(if $(DATE),--date $(DATE)) $(ARGS)

test: setup  ## the whole suite: make test [ARGS="unit addon"]
	@$(PYTHON) -m dev.suite $(ARGS)

serve: setup  ## Odoo on the demo database: make serve [PORT=8069]
	@$(PYTHON) -m dev.session $(DATABASE) $(PORT)

lint: setup  ## all the checks of .pre-commit-config.yaml
	@PRE_COMMIT_HOME="$(CURDIR)/.local/pre-commit" .local/venv/bin/pre-commit run --all-files

format: setup  ## let ruff put style right
	@.local/venv/bin/ruff check --fix --quiet . ; .local/venv/bin/ruff format .

bench: setup  ## measurements: make bench [SIZE=100000] [ONLY=cycle]
	@$(PYTHON) -m dev.bench $(if $(SIZE),--size $(SIZE)) $(if $(ONLY),--only $(ONLY)) $(ARGS)

native: setup  ## Odoo's own tests with the addon: make native [ARGS=--classes]
	@$(PYTHON) -m dev.native $(ARGS)

replay: setup  ## replay a ledger: make replay CSV=path [LIMIT=3000] [FROM=… UNTIL=…]
	@test -n "$(CSV)" || { echo "name the file: make replay CSV=path" >&2; exit 2; }
	@$(PYTHON) -m dev.replay "$(CSV)" $(if $(LIMIT),--limit $(LIMIT)) \
		$(if $(FROM),--from $(FROM)) $(if $(UNTIL),--until $(UNTIL)) $(ARGS)

lock: setup  ## compile the lock files after a change of requirements*.in
	@$(PYTHON) -m dev.lock

clean:
	@$(SYSTEM_PYTHON) -m dev.bootstrap clean
