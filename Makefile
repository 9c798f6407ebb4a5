# What one can do here. Everything but `make help` prepares .venv first; a second time that takes no time.
.POSIX:
.PHONY: help setup dev demo run test check faults bench-match pictures lock clean

PORT ?= 8000
BIN = .venv/bin
DEMO = KNOTENPUNKT_DEMO=1 KNOTENPUNKT_DATA_DIR=var/demo KNOTENPUNKT_PORT=$(PORT) \
	KNOTENPUNKT_BASE_URL=http://127.0.0.1:$(PORT) KNOTENPUNKT_CONTACT=netzwerkstelle@demo.example \
	KNOTENPUNKT_IMPRINT='Netzwerkstelle zum Ausprobieren, Musterstraße 1, 12345 Musterstadt'

# The first Python that runs and is new enough; .venv's own first, because asking it costs the least.
BOOTSTRAP = for python in $(BIN)/python python3.13 python3.12 python3.11 python3 /usr/bin/python3; do \
	$$python -I -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& exec $$python -I knotenpunkt/bootstrap.py

help:
	@echo 'make setup   prepare .venv; afterwards .venv/bin/knotenpunkt is the command'
	@echo 'make demo    a network to try out, with people to enter as (PORT=8000)'
	@echo 'make run     the service with the KNOTENPUNKT_ settings of the environment'
	@echo 'make test    all tests; make check: linters, types, rules of the house'
	@echo 'make faults  kills the program again and again while it sends and compiles (some minutes)'
	@echo 'make bench-match  how fast partners are found, beside full text search on the same data'
	@echo 'make pictures  take the pictures of the README anew, from a demo of their own'
	@echo 'make lock    look for newer versions of the requirements and lock them'
	@echo 'make clean   remove what the above has made, but no data in var/'

setup:
	@$(BOOTSTRAP); done; echo 'Knotenpunkt needs Python 3.11 or newer, and found none on PATH.' >&2; exit 1

dev:
	@$(BOOTSTRAP) --dev; done; echo 'Knotenpunkt needs Python 3.11 or newer, and found none on PATH.' >&2; exit 1

demo: setup
	@$(DEMO) exec $(BIN)/knotenpunkt serve

run: setup
	@exec $(BIN)/knotenpunkt serve

test: dev
	@exec $(BIN)/python -m pytest -n auto --maxprocesses 4 --dist worksteal $(PYTEST)

check: dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy --strict
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -q tests/house

faults: dev
	@FAULTS=long exec $(BIN)/python -m pytest tests/faults $(PYTEST)

bench-match: dev
	@exec $(BIN)/python -m tests.bench.match

pictures: dev
	@exec $(BIN)/python -m tests.pictures

lock:
	@command -v uv >/dev/null || { echo 'make lock needs uv on PATH.' >&2; exit 1; }
	cd requirements && for name in run dev postgres; do \
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url \
	--upgrade -o $$name.txt $$name.in || exit 1; done

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
