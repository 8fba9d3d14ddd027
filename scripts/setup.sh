#!/usr/bin/env bash
# What does a fresh Debian or Ubuntu need to run Podlinnik? Packages of the system, and a .venv from the lock file.
# A second run finds everything there and takes a second.
#   scripts/setup.sh [--servers | --office] [PACKAGE…]
# --office: LibreOffice, which draws the pages of Word files (260 MB). --servers: that, PostgreSQL, Redis, clamd and OpenSSL's GOST as well, for tests, that start servers for themselves,
# Chromium and axe-core (by npm, into var/axe) for the tests of pages, and the
# script typefaces that labour books are drawn with (by npm, into var/hands); PACKAGE: typefaces beside those of the samples.
set -euo pipefail
cd "$(dirname "$0")/.."

ENGINE=(tesseract-ocr tesseract-ocr-rus libmagic1)
ACTS=(libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-paratype fonts-dejavu-core)  # draw acts of confirmation
POSTGRES=15  # the oldest that will do
SERVERS=
OFFICE=
case "${1:-}" in
    --servers) SERVERS=yes OFFICE=yes; shift ;;
    --office) OFFICE=yes; shift ;;
esac
FONTS=(fontconfig fonts-dejavu fonts-liberation fonts-paratype fonts-freefont-ttf fonts-noto-core "$@")  # and those that the caller needs
UV="uv>=0.8,<1"
STAMP=.venv/.podlinnik-setup

say() { printf 'setup: %s\n' "$*" >&2; }

# Newer releases carry some libraries under a name with t64 at its end.
installed() {
    local states
    states=$(dpkg-query -W -f='${db:Status-Abbrev}\n' "$1" "$1t64" 2>/dev/null || true)
    [[ $'\n'$states == *$'\nii'* ]]
}

missing_of() {
    local package
    for package in "$@"; do
        installed "$package" || printf '%s ' "$package"
    done
}

# It is the programs that count: PostgreSQL comes under a name for each version.
missing_servers() {
    local newest
    [ -n "$SERVERS" ] || return 0
    newest=$(find /usr/lib/postgresql -mindepth 3 -maxdepth 3 -name initdb 2>/dev/null | cut -d/ -f5 | sort -n | tail -n 1)
    [ "${newest:-0}" -ge "$POSTGRES" ] || command -v initdb >/dev/null || printf 'postgresql '
    command -v redis-server >/dev/null || printf 'redis-server '
    command -v clamd >/dev/null || [ -x /usr/sbin/clamd ] || printf 'clamav-daemon '
    installed libengine-gost-openssl || installed gost-engine || printf 'libengine-gost-openssl '
    command -v npm >/dev/null || printf 'npm '
    # Ubuntu has it as a snap alone, which tests cannot start: there they take any Chrome that is installed
    command -v chromium >/dev/null || ! grep -qx 'ID=debian' /etc/os-release || printf 'chromium '
}

# Whichever package brings it: only its library is called.
missing_office() {
    [ -n "$OFFICE" ] || return 0
    [ -n "$(find /usr/lib/libreoffice /usr/lib64/libreoffice /opt/libreoffice* -name libmergedlo.so -o -name libsofficeapp.so 2>/dev/null | head -n 1)" ] \
        || printf 'libreoffice-writer-nogui '
}

python_of_system() {
    local candidate
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            command -v "$candidate"
            return
        fi
    done
    return 1
}

as_root() {
    if [ "$(id -u)" -eq 0 ]; then
        "$@"
    else
        sudo "$@"
    fi
}

may_install() {
    [ "$(id -u)" -eq 0 ] || { command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }
}

install_packages() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q || say "apt-get update failed; trying with what is known"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# Debian starts what it installs. Tests start servers of their own, so a desk that had none gets none running.
leave_stopped() {
    [ -d /run/systemd/system ] || return 0
    local unit
    for unit in "$@"; do
        systemctl cat "$unit" >/dev/null 2>&1 || continue
        as_root systemctl disable --now --quiet "$unit" 2>/dev/null || say "this may run now, and nothing here needs it: $unit"
    done
}

set_up_system() {
    if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
        say "this is neither Debian nor Ubuntu: install Tesseract 5 with rus and eng, libmagic and Python 3.11 yourself"
        return
    fi
    local needed fonts servers
    needed=$(missing_of "${ENGINE[@]}" "${ACTS[@]}")
    fonts=$(missing_of "${FONTS[@]}")
    servers="$(missing_servers)$(missing_office)"
    if ! python_of_system >/dev/null; then
        # an older release has a newer Python beside its own
        if command -v python3 >/dev/null; then needed+="python3.11 python3.11-venv "; else needed+="python3 python3-venv "; fi
    elif ! command -v uv >/dev/null && [ ! -x var/uv/bin/uv ] && ! "$(python_of_system)" -c 'import ensurepip' 2>/dev/null; then
        needed+="python3-venv "
    fi
    [ -n "$needed$fonts$servers" ] || return 0
    if may_install; then
        say "installing: $needed$fonts$servers"
        # shellcheck disable=SC2086
        install_packages $needed$fonts$servers
        # shellcheck disable=SC2086
        [ -z "$servers" ] || leave_stopped $servers clamav-daemon.socket clamav-freshclam
    elif [ -n "$needed" ]; then
        say "these packages are missing, and there are no rights to install them. Ask an administrator to run:"
        say "  apt-get install $needed$fonts$servers"
        exit 1
    else
        [ -z "$fonts" ] || say "only to draw samples, these fonts are missing: apt-get install $fonts"
        [ -z "$servers" ] || say "only to draw Word files, or to test with real servers, these are missing: apt-get install $servers"
    fi
}

# The lock file is followed by uv; where there is none, it comes into a folder of its own.
find_uv() {
    if command -v uv >/dev/null; then
        command -v uv
        return
    fi
    if [ ! -x var/uv/bin/uv ]; then
        say "installing uv into var/uv"
        "$1" -m venv var/uv >&2
        var/uv/bin/python -m pip install -q --disable-pip-version-check "$UV" >&2
    fi
    echo var/uv/bin/uv
}

fingerprint() {
    { "$1" -c 'import sys; print(sys.version, sys.executable)'; cat pyproject.toml uv.lock; pwd; } | sha256sum
}

set_up_python() {
    local python
    if ! python=$(python_of_system); then
        say "Python 3.11 or later is needed; the newest here is $(python3 --version 2>&1 || echo none)"
        exit 1
    fi
    if [ -x .venv/bin/podlinnik ] && [ "$(cat "$STAMP" 2>/dev/null)" = "$(fingerprint "$python")" ]; then
        return
    fi
    say "building .venv from uv.lock with $("$python" --version)"
    local uv
    uv=$(find_uv "$python")
    UV_PYTHON_DOWNLOADS=never "$uv" sync --frozen --quiet --python "$python"
    fingerprint "$python" >"$STAMP"
}

# fetch NAME WHAT WITHOUT: the packages of scripts/NAME come into var/NAME. Nothing of a package is run; the lock file
# holds what each must hash to.
fetch() {
    local name=$1 what=$2 without=$3
    cmp -s "scripts/$name/package-lock.json" "var/$name/package-lock.json" && [ -d "var/$name/node_modules" ] && return
    if ! command -v npm >/dev/null; then
        say "there is no npm to fetch $what with: install it and run this again; $without"
        return
    fi
    say "fetching $what"
    rm -rf "var/$name"
    mkdir -p "var/$name"
    cp "scripts/$name/package.json" "scripts/$name/package-lock.json" "var/$name/"
    if ! (cd "var/$name" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
        rm -rf "var/$name"
        say "that could not be fetched: $without"
    fi
}

set_up_packages() {
    [ -n "$SERVERS" ] || return 0
    fetch hands "the script typefaces that labour books are drawn with" "labour books cannot be drawn, and the tests that draw them are skipped"
    fetch axe "axe-core, which checks pages for accessibility" "the tests that do so are skipped"
}

set_up_system
set_up_python
set_up_packages
