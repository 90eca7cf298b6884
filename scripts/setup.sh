#!/bin/sh
# Make the virtual environment that the Makefile works in and install the engine with its test tools, editable.
# Usage: setup.sh FOLDER. Needs Python 3.11 or newer; Debian's split-off venv module is installed when we may.
set -eu
folder=${1:?usage: setup.sh FOLDER}

complain() {
    echo "setup: $1" >&2
    exit 1
}

find_python() {
    for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
}

is_usable() {
    "$folder/bin/python" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null
}

make_environment() {
    is_usable && return
    rm -rf "$folder"
    "$python" -m venv "$folder" >/dev/null 2>&1 && is_usable
}

install_packages() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq >&2 && apt-get install -y -qq --no-install-recommends "$@" >&2
}

python=$(find_python)
if [ -z "$python" ]; then
    install_packages python3 python3-venv || complain "Python 3.11 or newer is needed; on Debian: sudo apt-get install python3 python3-venv"
    python=$(find_python)
    [ -n "$python" ] || complain "this system's python3 is older than 3.11; name a newer one: make PYTHON=/path/to/python3.11"
fi

if ! make_environment; then
    install_packages python3-venv || complain "$python cannot make virtual environments; on Debian: sudo apt-get install python3-venv"
    make_environment || complain "$python cannot make virtual environments even with python3-venv installed"
fi

"$folder/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[test]'
