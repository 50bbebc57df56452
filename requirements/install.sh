#!/bin/sh
# Makes .venv from a hashed lock: `run` for the program, `dev` for its tests as well. Does nothing when it is up to date.
# Uses uv where it is installed, else pip; names no package index, so any mirror that is set up serves.
# PYTHON chooses the interpreter; by default the first of python3, python3.14 ... python3.11 that is new enough.
set -eu
kind=${1:?run or dev}
cd "$(dirname "$0")/.."
lock=requirements/$kind.lock
stamp=.venv/.installed-$kind-$({ cat "$lock" pyproject.toml; pwd; } | sha256sum | cut -c1-16)
[ -e "$stamp" ] && exit 0

if [ -n "${PYTHON:-}" ]; then
    set -- "$PYTHON"
else
    set -- python3 python3.14 python3.13 python3.12 python3.11
fi
python=
for name; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$name
        break
    fi
done
[ -n "$python" ] || {
    echo "Saualnama needs Python 3.11 or later: sudo apt-get install python3 python3-venv" >&2
    exit 1
}
# A folder that was moved or copied here has scripts that point to where it came from.
[ ! -e .venv/.place ] || [ "$(cat .venv/.place)" = "$(pwd)" ] || rm -rf .venv
with=pip
if command -v uv >/dev/null 2>&1; then
    with=uv
elif [ ! -x .venv/bin/pip ] && ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
    echo "${python##*/}-venv is missing: sudo apt-get install ${python##*/}-venv" >&2
    exit 1
fi
echo "installing $kind.lock into .venv with $with ..." >&2
if [ "$with" = uv ]; then
    [ -x .venv/bin/python ] || uv venv --quiet --python "$python" .venv
    uv pip install --quiet --compile-bytecode --python .venv/bin/python --require-hashes -r "$lock"
    uv pip install --quiet --python .venv/bin/python --no-deps --no-build-isolation -e .
else
    [ -x .venv/bin/pip ] || "$python" -m venv .venv
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
fi
pwd >.venv/.place
touch "$stamp"
