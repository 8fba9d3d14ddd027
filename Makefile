# Podlinnik: the commands of every day. Each sets up what it needs; a second run takes seconds.
PODLINNIK := .venv/bin/podlinnik
DEMO := var/demo

.PHONY: setup typefaces doctor demo test lint bench chaos fuzz

# Also PostgreSQL, Redis and clamd: tests start them for themselves and never touch the machine's own.
setup:
	@scripts/setup.sh --servers

# Those that the reporting set is drawn with, beside the ones of the samples.
typefaces: setup
	@scripts/setup.sh --servers $$(.venv/bin/python -c 'from benchmarks.reporting_set.typefaces import PACKAGES; print(*PACKAGES)')

doctor: setup
	$(PODLINNIK) doctor

# Takes the kept samples through all stages, on the day that they were drawn for, and says of each whether
# it came out as it had to.
demo: setup
	@mkdir -p $(DEMO)
	$(PODLINNIK) batch samples/kept/manifest.jsonl --registry samples/kept/registry.jsonl --out $(DEMO)/results.jsonl --as-of 2026-11-22
	@.venv/bin/python -m samples.judge $(DEMO)/results.jsonl samples/kept/expected.jsonl
	@echo "What was read on a paper, and why it was decided so:"
	@echo "$(PODLINNIK) explain --batch samples/kept/manifest.jsonl --id s-0001 --registry samples/kept/registry.jsonl --as-of 2026-11-22 --out $(DEMO)/why.html"

test: typefaces
	.venv/bin/pytest -n auto --dist loadfile

lint: setup
	.venv/bin/ruff check .
	.venv/bin/mypy

# Workers killed, servers restarted, the register cut for a minute: 500 documents come out as in a quiet run. Five minutes.
chaos: setup
	.venv/bin/python -m benchmarks.chaos.run $(ARGS)

# About a quarter of an hour on two cores; `make bench ARGS=--quick` takes two minutes.
bench: typefaces
	.venv/bin/python -m benchmarks.run $(ARGS)

# A fuzzer at the doors through which strangers' bytes and texts come in: three minutes; `make fuzz ARGS="--seconds 3600 --only date"`.
fuzz: setup
	@$$(command -v uv || echo var/uv/bin/uv) sync --quiet --frozen --inexact --group fuzz
	.venv/bin/python -m benchmarks.fuzz.run $(ARGS)
