# `make` lists what there is to do. Everything runs in .venv, which `make setup` makes.
.DEFAULT_GOAL := help
.PHONY: help setup try run test test-fast coverage bench chaos check format words lock schema runbooks pictures sbom clean

BIN := .venv/bin
READY := .venv/ready
PYTHONS := python3 python3.14 python3.13 python3.12 python3.11
ARGS ?=
WORKERS ?= 3
# Files in their order: xdist would leave those with few tests to the end, which take the longest.
AT_ONCE := --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
# PIP_USER: where pip is set up to install for the user alone, it would refuse to in a .venv.
INSTALL := PIP_USER=0 $(BIN)/python -m pip install -qq --disable-pip-version-check

# --no-emit-*: a lock must not tie anybody to the registry of the machine that made it.
COMPILE := $(BIN)/uv pip compile --quiet --system-certs --universal --generate-hashes \
	--no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" \
	$(if $(UPGRADE),--upgrade)
BUILD_NEEDS := $(BIN)/python -c 'import tomllib; \
	print(*tomllib.load(open("pyproject.toml", "rb"))["build-system"]["requires"], sep="\n")'

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-9s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## make .venv with everything in it (again only when the requirements changed)

# A name may be on the PATH and not work (pyenv leaves such), so each is tried.
$(READY): requirements-dev.txt pyproject.toml
	@python=; for name in $(PYTHONS); do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    python=$$name; break; \
	  fi; \
	done; \
	if [ -z "$$python" ]; then \
	  echo "mfa-bot needs Python 3.11 or later, and none of these is: $(PYTHONS). Install one." >&2; \
	  exit 1; \
	fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  echo "$$python can't make virtual environments. On Debian or Ubuntu: apt-get install python3-venv" >&2; \
	  exit 1; \
	fi; \
	echo "Setting up .venv with $$($$python --version) (a minute or so, once)"; \
	$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || $$python -m venv --clear .venv
	@$(INSTALL) --require-hashes -r requirements-dev.txt
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

try: $(READY)  ## the bot and a small Slack in the browser: no tokens, no Redis (afresh: make try ARGS=--fresh)
	@exec $(BIN)/mfa-bot try $(ARGS)

run: $(READY)  ## start the bot, with the settings in .env where there is one
	@exec $(BIN)/mfa-bot run

test: $(READY)  ## run the tests (some only: make test ARGS="-k budget"; WORKERS at once: 3)
	@$(BIN)/python -m pytest $(AT_ONCE) $(ARGS)

test-fast: $(READY)  ## run the tests that need no server, process or browser, without the longest texts, and one in four cases of large tables
	@$(BIN)/python -m pytest --fast $(ARGS)

coverage: $(READY)  ## how many branches the fast loop takes (all tests: make coverage WHOLE=1)
	@rm -rf .coverage && mkdir .coverage
	@status=0; $(BIN)/python -m coverage run -m pytest \
	  $(if $(WHOLE),$(AT_ONCE),--fast) $(ARGS) || status=$$?; \
	$(BIN)/python -m tests.branches; exit $$status

bench: $(READY)  ## measure what is promised, beside Bolt and bolt-js (TABLE=1: for docs/benchmarks.md; BENCH_JSON=path)
	@$(BIN)/python -m tests.bench $(if $(TABLE),--table) $(ARGS)

chaos: $(READY)  ## kill the bot at every point for CHAOS_SECONDS (120), and see that nothing is lost (CHAOS_SEED)
	@$(BIN)/python -m tests.chaos

check: $(READY)  ## every check but the tests; all of them run, even when one fails
	@failed=; \
	for step in "ruff check" "ruff format --check" "mypy" "lint-imports" "mfa-bot check" \
	  "python -m bot.cli.catalogue --check"; do \
	  echo "== $$step"; $(BIN)/$$step || failed="$$failed, $$step"; \
	done; \
	if [ -n "$$failed" ]; then echo "Failed: $${failed#, }" >&2; exit 1; fi

format: $(READY)  ## put the code in shape, and mend what can be mended safely
	@$(BIN)/ruff check --fix-only
	@$(BIN)/ruff format

words: $(READY)  ## write anew what the bot says in each language, and tell what is left to translate
	@$(BIN)/python -m bot.cli.catalogue

lock: $(READY)  ## write the requirement files anew from pyproject.toml (newest: make lock UPGRADE=1)
	@$(COMPILE) pyproject.toml -o requirements.txt
	@$(COMPILE) pyproject.toml --extra aws -c requirements.txt -o requirements-aws.txt
	@$(BUILD_NEEDS) | $(COMPILE) --python-version 3.11 - -o requirements-build.txt
	@{ $(BUILD_NEEDS); echo editables; } | $(COMPILE) pyproject.toml - --extra aws --extra embedded --extra pictures --group dev \
	  -c requirements.txt -c requirements-build.txt -o requirements-dev.txt

schema: $(READY)  ## write what is made of the flows: JSON Schemas for editors, app.yaml and its link in the READMEs
	@$(BIN)/mfa-bot schema > flows/flow.schema.json.new
	@mv flows/flow.schema.json.new flows/flow.schema.json
	@$(BIN)/mfa-bot schema --scenarios > flows/scenarios.schema.json.new
	@mv flows/scenarios.schema.json.new flows/scenarios.schema.json
	@$(BIN)/mfa-bot schema --team > docs/team.schema.json.new
	@mv docs/team.schema.json.new docs/team.schema.json
	@$(BIN)/mfa-bot manifest > app.yaml.new
	@mv app.yaml.new app.yaml
	@link=$$($(BIN)/mfa-bot manifest --link) && for name in README.md README.zh-TW.md; do \
	  awk -v link="$$link" '/^\[create-app\]: / { $$0 = "[create-app]: " link } 1' $$name > $$name.new \
	  && mv $$name.new $$name; \
	done

runbooks: $(READY)  ## print the flows for the day when the bot is down, into docs/runbooks
	@mkdir -p docs/runbooks
	@for flow in $(notdir $(patsubst %/flow.yaml,%,$(wildcard flows/*/flow.yaml))); do \
	  $(BIN)/mfa-bot print $$flow > docs/runbooks/$$flow.md; \
	  $(BIN)/mfa-bot print $$flow --language zh-TW > docs/runbooks/$$flow.zh-TW.md; \
	done

pictures: $(READY)  ## draw the flows anew, and take the READMEs' pictures (needs Chromium), into docs/
	@for flow in $(notdir $(patsubst %/flow.yaml,%,$(wildcard flows/*/flow.yaml))); do \
	  $(BIN)/mfa-bot picture $$flow --svg > docs/$$flow.svg; \
	  $(BIN)/mfa-bot picture $$flow --svg --language zh-TW > docs/$$flow.zh-TW.svg; \
	done
	@$(BIN)/python -m tests.browser.pictures docs

sbom: $(READY)  ## list what is shipped, as CycloneDX, in dist/mfa-bot.cdx.json
	@$(BIN)/python -m tests.sbom dist/mfa-bot.cdx.json

clean:  ## remove .venv and what the tools leave behind (never the data in .data)
	@rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
