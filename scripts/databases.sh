#!/bin/sh
# Install what the tests of SQL run on: Java 17 or newer with Spark, PostgreSQL with its client. What is there is left alone.
# Usage: databases.sh [FOLDER] (the virtual environment of setup.sh). Debian's packages are installed when we may; without a folder
# only these, for which there need be no environment yet.
set -eu
folder=${1:-}
updated=

has_java() {
    found=$(java -version 2>&1 | sed -n 's/.*version "\([0-9][0-9]*\).*/\1/p' | head -n 1)
    [ "${found:-0}" -ge 17 ]
}

has_postgres() {
    command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1
}

install_packages() {
    command -v apt-get >/dev/null && [ "$(id -u)" = 0 ] || return 1
    export DEBIAN_FRONTEND=noninteractive
    [ -n "$updated" ] || apt-get update -qq >&2
    updated=yes
    apt-get install -y -qq --no-install-recommends "$@" >&2
}

need() {
    echo "databases: $1" >&2
    exit 1
}

if ! has_java; then
    install_packages openjdk-17-jre-headless || install_packages default-jre-headless || true
    has_java || need "Java 17 or newer is needed to test SQL on Spark; on Debian: sudo apt-get install default-jre-headless"
fi
if ! has_postgres; then
    install_packages postgresql || true
    has_postgres || need "PostgreSQL is needed to test SQL on it; on Debian: sudo apt-get install postgresql"
fi

[ -n "$folder" ] || exit 0
"$folder/bin/python" -c 'import pandas, psycopg, pyspark' 2>/dev/null ||
    "$folder/bin/python" -m pip install --quiet --disable-pip-version-check --editable '.[postgres,spark]'
