#!/bin/sh
# Makes all locks anew from pyproject.toml: hashes, every platform, no address of an index. Needs uv.
set -eu
cd "$(dirname "$0")/.."
compile="uv pip compile pyproject.toml --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --quiet"
$compile --group build -o requirements/run.lock "$@"
$compile --group build --group dev -c requirements/run.lock -o requirements/dev.lock "$@"
uv pip compile --group engines --universal --generate-hashes --python-version 3.11 --no-header --no-emit-index-url --quiet \
    -c requirements/run.lock -o requirements/engines.lock "$@"
! grep -nE 'https?://' requirements/*.lock
