# Thin: the work is in .ci/, one script a target. Cache and target directory: see .ci/env.sh.
SHELL := /bin/bash
.PHONY: run test dev dist bench bench-journal lint fmt setup

run: ## build the release binary and start it on http://127.0.0.1:8080 with ./data
	@.ci/setup.sh build
	@.ci/build.sh
	@. .ci/env.sh && echo "== http://127.0.0.1:8080 (data in ./data, ctrl-c stops it)" && \
	  exec env -u COLOMBIER_CACHE "$$CARGO_TARGET_DIR/release/colombier" serve --data ./data --listen 127.0.0.1:8080

test: ## everything CI checks
	@.ci/setup.sh test
	@.ci/test.sh

dev: ## rebuild and reload on every change
	@.ci/setup.sh build
	@. .ci/env.sh && exec env -u COLOMBIER_CACHE cargo leptos watch -- serve --data ./data --listen 127.0.0.1:8080

dist: ## dist/colombier-VERSION-linux-x86_64.tar.gz and its checksum
	@.ci/setup.sh dist
	@.ci/dist.sh

bench: ## speeds beside peers, start, memory, sizes: aim beside measured
	@.ci/setup.sh bench
	@.ci/bench.sh

bench-journal: ## a million events: our journal beside SQLite's FTS5, the same questions in turns (ARGS='--events 10000000')
	@.ci/setup.sh bench-journal
	@.ci/bench-journal.sh $(ARGS)

lint:
	@.ci/lint.sh

fmt:
	@. .ci/env.sh && env -u RUSTC PATH="$$HOME/.cargo/bin:$$PATH" "$$(.ci/lint-cargo)" fmt --all

setup: ## only the tools
	@.ci/setup.sh test
