# Two commands do everything from a bare clone:  make run   and   make test
.DEFAULT_GOAL := run
.PHONY: run explore test slow long busy fuzz numba paper bench docs help

# A python on the path may be a shim that only prints an error, so each candidate is asked to run. One that was tried
# goes before one that is newer.
PYTHON ?= $(shell for newer in False True; do for p in python3 python3.14 python3.13 python3.12 python3.11; do \
            $$p -c "import sys; v = sys.version_info; sys.exit(v < (3, 11) or (v >= (3, 15)) != $$newer)" \
            >/dev/null 2>&1 && echo $$p && exit; done; done)
BIN := .venv/bin
INSTALL = @.ci/install '$(PYTHON)'
PYTEST ?= $(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder
# Images of containers set it, and then each of the many processes here compiles 3,500 modules of Python again (4 s).
unexport PYTHONDONTWRITEBYTECODE

run: .venv/ready            ## how often 286-1 and 287-2 are applied, and where 286-1 falls away
	$(BIN)/zombielaw study=baseline

explore: .venv/explorer     ## a page in the browser: move levers, and see what follows (or PORT=8081)
	$(BIN)/zombielaw explore port=$(or $(PORT),8080)

test: .venv/dev             ## lint, types and the whole fast test suite
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(PYTEST) -m "not slow"

slow: .venv/dev             ## whole studies, real processes and science checks: what takes minutes
	$(PYTEST) -m "slow and not long"

long: .venv/dev             ## the fuzz, a sweep killed again and again, twenty tabs, a cold start: before an edition
	$(PYTEST) -m long

busy: .venv/dev             ## all tests beside four busy loops: none may depend on the clock (or PART="not slow")
	@loops=; for each in 1 2 3 4; do (while :; do :; done) & loops="$$loops $$!"; done; trap 'kill $$loops' EXIT; trap 'exit 130' INT TERM; \
	$(PYTEST) -vv --tb=short --timeout 1800 -m "$(or $(PART),slow or not slow)"

fuzz: .venv/dev             ## bad input and changes of levers at random: docs/reliability.md (or SEED=2)
	$(PYTEST) tests/test_fuzz.py
	$(PYTEST) -m "not slow" $(addprefix tests/test_,metamorphic.py compare.py share.py)

numba: .venv/dev            ## the tests of compiling with the newest Numba that installs, in .venv-numba
	.ci/run numba

paper: .venv/dev            ## all studies, committed (hours), NAMES="cases levers" or NAMES=figures; a trial: SIZE=small; goes on
	$(BIN)/python -m zombielaw.experiments.publish.paper $(or $(SIZE),full) $(NAMES)

bench: .venv/dev            ## time until the answer, beside an older version in FOLDER: docs/benchmarks.md
	$(BIN)/python -m benchmarks.answers $(FOLDER)

docs: .venv/docs            ## the documentation as a site, in site/
	$(BIN)/python .ci/site.py

help:                       ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

# What the command needs, from the lock with its hashes; the build backend too, so that nothing is fetched to build.
.venv/ready: requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo 'zombielaw needs Python 3.11 to 3.14 and found none on the path.' >&2; \
	  echo 'Install one (Debian or Ubuntu: apt install python3 python3-venv; macOS: brew install python@3.14),' >&2; \
	  echo 'or name it: make PYTHON=/path/to/python run' >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info >= (3, 15))' || \
	  echo 'This Python is newer than 3.14, the newest that zombielaw was tried with; it may work.' >&2
	@echo 'Making .venv ...' >&2; \
	$(PYTHON) -m venv --clear .venv >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip .venv || { \
	  echo 'This Python has no venv module. Install it (Debian or Ubuntu: apt install python3-venv) and try again.' >&2; exit 1; }
	@command -v uv >/dev/null || $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m pip --version >/dev/null 2>&1 || { \
	  echo 'This Python has no pip. Install it (Debian or Ubuntu: apt install python3-venv python3-pip) and try again.' >&2; exit 1; }
	$(INSTALL) 'what the model needs' run
	$(INSTALL) 'zombielaw' --no-deps --no-build-isolation --editable .
	@touch $@

# What the page in the browser needs beside it.
.venv/explorer: .venv/ready
	$(INSTALL) 'the page in the browser' explorer
	@touch $@

# What the site of the documentation needs beside it.
.venv/docs: .venv/ready
	$(INSTALL) 'what builds the site' docs
	@touch $@

# What tests, lint and types need beside it.
.venv/dev: .venv/ready
	$(INSTALL) 'the tools of the tests' dev
	@touch $@
