# Everything that people do here. `make help` lists it; each target sets up what it needs.

PYTHON ?= python3.11
BIN := .venv/bin
INSTALLED := .venv/installed
CACHE := .cache
ENGINE ?= docker
AXE := $(CACHE)/npm/node_modules/axe-core/axe.min.js
export PATH := $(CURDIR)/$(CACHE)/bin:$(PATH)

.DEFAULT_GOAL := help
.PHONY: help install demo up test test-unit test-all check format schemas requirements tools s3-server helm postgres prometheus watch \
	browser screenshots images compose-test composer base clean

help: ## List the targets
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

install: $(INSTALLED) ## Make .venv with everything in it

$(INSTALLED): requirements/dev.txt requirements/uv.txt pyproject.toml
	@echo "Installing Recto into .venv: 6 GB the first time, so minutes."
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --require-hashes -r requirements/dev.txt
	VIRTUAL_ENV=.venv $(BIN)/uv pip install --quiet --no-deps --editable .
	@touch $@

demo: $(INSTALLED) ## Watch the whole loop; PAGES=DIR takes scans of your own
	$(BIN)/recto demo $(if $(PAGES),--pages "$(PAGES)")

up: $(INSTALLED) ## Start Kafka and the five services, for you to try
	$(BIN)/recto up

test: $(INSTALLED) ## Run every test that this machine can run, on all its cores
	$(BIN)/pytest --numprocesses auto --dist loadgroup

test-unit: $(INSTALLED) ## Run the tests that need no broker, in seconds
	$(BIN)/pytest --numprocesses auto tests/unit tests/contract tests/architecture

test-all: tools test ## Install what tests need beyond Python, then run every test

check: $(INSTALLED) ## Format, lint, types, layers, generated files
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(MAKE) --no-print-directory schemas watch
	git diff --exit-code -- schemas charts deploy

format: $(INSTALLED) ## Put the code in shape
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

schemas: $(INSTALLED) ## Write JSON Schema, AsyncAPI and the chart's topics from the models
	$(BIN)/recto schemas export --into schemas
	$(BIN)/recto topics export --into charts/recto/files/topics.yaml

watch: $(INSTALLED) ## Write Prometheus' rules from deploy/slo, and Grafana's dashboards
	$(BIN)/recto slo export --into deploy/prometheus/rules --into charts/recto/files/rules
	$(BIN)/recto dashboards export --into deploy/grafana/dashboards --into charts/recto/files/dashboards

requirements: $(INSTALLED) ## Pin all dependencies anew, with hashes
	PATH="$(CURDIR)/$(BIN):$$PATH" requirements/pin.sh

images: ## Build an image for each service, with Docker or ENGINE=podman
	@version=$$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml); \
	for target in ingestion inference predictor scoring labeling-gateway trainer; do \
		BUILDAH_FORMAT=docker $(ENGINE) build --file deploy/docker/Dockerfile --target $$target $(IMAGE_OPTIONS) \
			--tag recto-$$target --tag recto-$$target:$$version . || exit 1; \
	done

compose-test: $(INSTALLED) s3-server composer ## Run docker-compose.yml and the loop against it: half an hour
	PATH="$(CURDIR)/$(CACHE)/compose/bin:$$PATH" $(BIN)/pytest --timeout 3600 tests/compose

composer: ## Install podman-compose, where there is podman and no Docker
	@docker compose version >/dev/null 2>&1 && docker info >/dev/null 2>&1 || [ -x $(CACHE)/compose/bin/podman-compose ] || { \
		$(PYTHON) -m venv $(CACHE)/compose && \
		$(CACHE)/compose/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/compose.txt; }

tools: s3-server helm postgres prometheus browser ## Install what some tests need beyond Python (skipped by name without)

s3-server: $(CACHE)/bin/versitygw

$(CACHE)/bin/versitygw:
	@command -v go >/dev/null || { echo "No Go here, so no S3 server: tests of S3 will be skipped."; exit 0; }; \
		GOBIN=$(CURDIR)/$(CACHE)/bin go install github.com/versity/versitygw/cmd/versitygw@v1.8.0

helm: $(CACHE)/bin/helm

$(CACHE)/bin/helm:
	@command -v go >/dev/null || { echo "No Go here, so no Helm: tests of the chart will be skipped."; exit 0; }; \
		GOBIN=$(CURDIR)/$(CACHE)/bin go install helm.sh/helm/v3/cmd/helm@v3.19.0

postgres: ## Install PostgreSQL, for tests of the gateway and `recto bench queue`
	@if command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		apt-get update --quiet && apt-get install --yes --quiet --no-install-recommends postgresql; \
	else \
		echo "No PostgreSQL here, so the gateway is tested on SQLite alone: install your system's package of it."; \
	fi

prometheus: $(CACHE)/bin/promtool

# The two programs alone: installed, the package would run a server of its own.
$(CACHE)/bin/promtool:
	@command -v apt-get >/dev/null && command -v dpkg-deb >/dev/null || \
		{ echo "No apt here, so no Prometheus: rules and dashboards will not be tried."; exit 0; }; \
	mkdir -p $(CACHE)/prometheus $(@D) && cd $(CACHE)/prometheus && \
		{ apt-get download --quiet prometheus || { apt-get update --quiet && apt-get download --quiet prometheus; }; } && \
		dpkg-deb --extract prometheus_*.deb . && \
		mv usr/bin/prometheus usr/bin/promtool $(CURDIR)/$(@D)/ && rm -rf $(CURDIR)/$(CACHE)/prometheus

browser: $(AXE) ## Install Chromium and axe-core, for tests of the pages
	@command -v chromium >/dev/null || { [ "$$(id -u)" = 0 ] && apt-get install --yes --quiet chromium; } || \
		echo "No Chromium here, and no right to install it: tests of the pages will be skipped."

$(AXE):
	@command -v npm >/dev/null || { echo "No npm here, so no axe-core: tests of accessibility will be skipped."; exit 0; }; \
		npm install --prefix $(CACHE)/npm --no-save --no-audit --no-fund --silent axe-core@4.14.1

screenshots: $(INSTALLED) ## Draw the states of both editors for docs/screenshots
	PYTHONPATH=tests/browser $(BIN)/python -m screenshots docs/screenshots

base: $(INSTALLED) ## Build the shipped base model anew: hours on two cores
	$(BIN)/recto base fonts
	$(BIN)/recto base build

clean: ## Remove what was installed and made
	rm -rf .venv $(CACHE) .recto demo-report .mypy_cache .ruff_cache .pytest_cache .hypothesis
