#!/bin/sh
# Makes .venv-engines from its hashed lock: other engines to compare with, which the program itself never needs.
set -eu
cd "$(dirname "$0")/.."
lock=requirements/engines.lock
stamp=.venv-engines/.installed-$(sha256sum "$lock" | cut -c1-16)
[ -e "$stamp" ] && exit 0
echo "installing engines.lock into .venv-engines ..." >&2
rm -rf .venv-engines
"${PYTHON:-python3}" -m venv .venv-engines
.venv-engines/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
touch "$stamp"
