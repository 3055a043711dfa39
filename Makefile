# What people run: `make run` and `make test`. The rest is for working on it.
SHELL := /bin/bash
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
# The same flags for building and testing, so that nothing is compiled twice.
export GOFLAGS := -buildvcs=false -trimpath
export CGO_ENABLED := 0
export GOPROXY ?= $(shell go env GOPROXY | tr ',' '\n' | grep -v '^direct$$' | paste -sd,)

.PHONY: run test build web go setup-build setup-test test-go test-web test-e2e test-replay lint generate check-generated drill replay bench demo module clean

run: build ## set up what is missing, build, start with data in ./data
	@exec bin/tiexin serve --data ./data --listen $${LISTEN:-127.0.0.1:8080}

build: setup-build web go ## bin/tiexin, static, web included

go:
	go build -ldflags "-s -w -X tiexin/internal/app.Version=$(VERSION)" -o bin/tiexin ./cmd/tiexin

web: web/node_modules/.stamp
	cd web && npm run --silent build

web/node_modules/.stamp: web/package.json web/package-lock.json
	cd web && npm ci --no-audit --no-fund --silent && touch node_modules/.stamp

setup-build:
	@scripts/setup.sh build

setup-test:
	@scripts/setup.sh test

test: setup-test build ## everything, on both engines and in Chromium
	@$(MAKE) --no-print-directory -j2 --output-sync=target test-go test-web
	@$(MAKE) --no-print-directory test-replay test-e2e

# The two longest begin first, so that nothing is waited for alone at the end.
test-go:
	scripts/with-postgres.sh go test -timeout 15m ./internal/app ./internal/routing ./...

test-web: web/node_modules/.stamp
	cd web && npm run --silent typecheck && npm test --silent && npm run --silent size

test-e2e: web/node_modules/.stamp
	cd web && npx playwright test

lint: web/node_modules/.stamp
	@test -z "$$(gofmt -l cmd internal web/*.go)" || { gofmt -l cmd internal web/*.go; echo 'run gofmt -w'; exit 1; }
	go vet ./...
	cd web && npm run --silent lint

generate: go ## files made from code, committed
	bin/tiexin openapi > api/openapi.json
	cd web/tools/apigen && npm ci --no-audit --no-fund --silent && npm run --silent generate

check-generated: generate
	git diff --exit-code -- api web/lib/api

module: ## make module name=x lays down a new module
	@scripts/new-module.sh $(name)

demo: go ## a sample shop in ./data-demo; sign in as admin, password tiexin-demo
	bin/tiexin demo --data ./data-demo --world shop --size $(or $(size),small)

test-replay: # the first dialogues of `make replay`
	scripts/with-postgres.sh bash -ec 'for engine in sqlite postgres; do go run ./internal/tools/replay -engine $$engine -binary bin/tiexin -n 200 -words 40; done'

replay: ## real dialogues through widget and desk, on both engines
	scripts/with-postgres.sh bash -ec 'go run ./internal/tools/replay -engine sqlite; go run ./internal/tools/replay -engine postgres'

drill: ## kill, fill, back up, restore, restart under load
	go run ./internal/tools/drill $(DRILLFLAGS)

bench: ## the table of docs/bench.md, beside the near-limits in the same run
	scripts/with-postgres.sh go run ./internal/tools/bench $(BENCHFLAGS)

clean:
	rm -rf bin web/dist/desk web/dist/widget.js web/dist/widget-*.js web/dist/widget-demo
