#!/bin/sh
# Makes .venv from a hashed lock: `run` for the program, `dev` for its tests as well. Does nothing when it is up to date.
# Uses uv where it is installed, else pip; names no package index, so any mirror that is set up serves.
set -eu
kind=${1:?run or dev}
cd "$(dirname "$0")/.."
lock=requirements/$kind.lock
stamp=.venv/.installed-$kind-$(cat "$lock" pyproject.toml | sha256sum | cut -c1-16)
[ -e "$stamp" ] && exit 0

python=${PYTHON:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || {
    echo "Saualnama needs Python 3.11 or later. On Debian or Ubuntu: sudo apt-get install python3 python3-venv" >&2
    exit 1
}
echo "installing $kind.lock into .venv ..." >&2
if command -v uv >/dev/null 2>&1; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip install --quiet --python .venv/bin/python --require-hashes -r "$lock"
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    [ -x .venv/bin/pip ] || "$python" -m venv .venv || {
        rm -rf .venv
        echo "python3-venv is missing: sudo apt-get install python3-venv" >&2
        exit 1
    }
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
touch "$stamp"
