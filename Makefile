# One word per task; `make help` lists them. Needs Python 3.11+ and make; Node.js comes with the Python packages.
PYTHON ?= python3
PORT ?= 4100
IAM ?=
SEEDS ?=
SEED ?=
KEEP ?=
VENV := .venv
BIN := $(VENV)/bin
PY := $(BIN)/python
CONSOLE := console/index.html console/vite.config.ts console/tsconfig.json $(shell find console/src console/public -type f)
CODE := app.py stacks lambdas layers/core/python/pinwheel local benchmarks examples tools tests
export PYTHONPATH := .:layers/core/python
export PATH := $(CURDIR)/$(BIN):$(PATH)
export JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION := 1
unexport PYTHONDONTWRITEBYTECODE
# Two steps at a time, where one waits while the other works; what each says is kept together (macOS's make cannot).
PAIRED := $(MAKE) --no-print-directory -j2 $(if $(filter output-sync,$(.FEATURES)),-Otarget)

# The system's own browser, whatever it is called there; CHROMIUM=path names another.
FIND_BROWSER := for name in $(CHROMIUM) chromium chromium-browser google-chrome; do command -v $$name; done | head -n 1 | grep .

.DEFAULT_GOAL := help
.PHONY: help install prepare console demo dev test check lint fmt types arch unit runtime-tests console-tests browser-tests synth layers docs chaos bench lock clean

help: ## List the tasks
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: ## Set up everything below this folder
	@$(MAKE) --no-print-directory -j4 .stamps/dev .stamps/emulator .stamps/node .stamps/console prepare

prepare: .stamps/dev
	@$(PY) -m local --prepare

.stamps/dev: requirements/bootstrap.txt requirements/dev.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Pinwheel needs Python 3.11 or newer; set PYTHON=...")'
	@echo "Setting up Python packages in $(VENV)"
	@$(PYTHON) -m venv --clear $(VENV)
	@$(PY) -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt
	@$(BIN)/uv pip install -q --python $(PY) --compile-bytecode --require-hashes -r requirements/dev.txt \
		|| $(PY) -m pip install -q --require-hashes -r requirements/dev.txt
	@mkdir -p .stamps && touch $@

.stamps/emulator: requirements/emulator.txt | .stamps/dev
	@echo "Setting up the AWS emulator in .venv-emulator"
	@$(PYTHON) -m venv --clear .venv-emulator
	@$(BIN)/uv pip install -q --python .venv-emulator/bin/python --compile-bytecode --require-hashes -r requirements/emulator.txt \
		|| .venv-emulator/bin/python -m pip install -q --require-hashes -r requirements/emulator.txt
	@mkdir -p .stamps && touch $@

.stamps/node: package-lock.json | .stamps/dev
	@echo "Setting up the CDK command line in node_modules"
	@npm ci --silent --no-audit --no-fund
	@mkdir -p .stamps && touch $@

.stamps/console-packages: console/package-lock.json | .stamps/dev
	@command -v npm >/dev/null || { echo "There is no npm, which comes with the Python packages: make clean, then make install"; exit 1; }
	@echo "Setting up the console's packages in console/node_modules"
	@cd console && npm ci --silent --no-audit --no-fund --ignore-scripts
	@mkdir -p .stamps && touch $@

.stamps/console: .stamps/console-packages $(CONSOLE)
	@echo "Building the console"
	@cd console && npm run --silent build -- --logLevel warn
	@mkdir -p .stamps && touch $@

console: .stamps/console ## Build the console into console/dist, where anything changed

demo: install ## The main job on 64,000 real customers, from import to report; KEEP=1 stays up for a look at the console
	@$(PY) -m examples.hillstrom $(if $(KEEP),--keep)

dev: install ## The local runtime on 127.0.0.1:$(PORT); IAM=enforce runs under the template's roles
	@exec $(PY) -m local --port $(PORT) $(if $(IAM),--iam $(IAM))

test: install check ## Set up, then the whole gate

# Two at a time, those that mostly wait for the runtime beside those that compute.
check: ## All of CI
	@echo "Types, style, imports, tests against the local runtime, and the console's, also in a browser"
	@$(PAIRED) runtime-tests types arch lint console-tests browser-tests
	@echo "Tests that need no local runtime"
	@$(MAKE) --no-print-directory unit

lint: ## Format and style
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)

fmt: ## Bring the code into form
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

types: ## Static types, strict
	@$(BIN)/mypy $(CODE)

arch: ## Who may import whom
	@$(BIN)/lint-imports

unit: ## All tests that need no local runtime
	@$(PY) -m pytest -n 2 --dist worksteal -m "not local_runtime" tests

runtime-tests: ## Tests against the local runtime
	@$(PY) -m pytest -m local_runtime tests/local_runtime

console-tests: .stamps/console ## The console's types, logic, texts and size
	@cd console && npm run --silent types && npm test --silent

browser-tests: .stamps/console ## The console in a real browser; ALL=1: the long walks too, PICTURES=1: renews the docs' pictures
	@$(FIND_BROWSER) >/dev/null || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
		&& echo "Installing Chromium" && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } || true
	@if browser=$$($(FIND_BROWSER)); then cd console && CHROMIUM=$$browser npm run --silent browser$(if $(ALL),:all); else \
		echo "*** SKIPPED: the console's browser tests. There is no Chromium, and it cannot be installed here. CHROMIUM=path names one. ***"; fi

synth: install ## Synthesise the template into cdk.out, with nag
	@CDK_OUTDIR=cdk.out $(PY) app.py

layers: install ## Build the layers for deployment
	@$(PY) -m tools.build_layers

docs: ## Regenerate what is generated
	@$(PY) -m tools.generate_shapes
	@$(PY) -m tools.api_coverage
	@$(PY) -m tools.console_rights

chaos: install ## Thousands of campaign runs under seeded faults; SEEDS=n, SEED=n replays one
	@SEEDS=$(SEEDS) $(if $(SEED),SEED=$(SEED)) $(PY) -m tests.scenarios.chaos

bench: install ## Ratios against floors timed in the same run
	@$(PY) -m benchmarks

lock: ## Pin all packages anew
	@for set in bootstrap runtime analytics dev emulator; do \
		$(BIN)/uv pip compile -q requirements/$$set.in --universal --python-version 3.11 --generate-hashes \
			--no-header --no-annotate --upgrade -o requirements/$$set.txt || exit 1; done

clean: ## Remove what was set up and built
	@rm -rf $(VENV) .venv-emulator node_modules console/node_modules console/dist .stamps cdk.out .local layers/*/build
