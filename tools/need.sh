#!/bin/sh
# need.sh NEED...: makes sure that Debian packages are installed; without root rights says which are missing.
# A need is a package, or COMMAND:PACKAGE where any such command will do, wherever it comes from.
set -eu
missing=""
for need in "$@"; do
    case "$need" in
    python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null || missing="$missing $need" ;;
    *:*) command -v "${need%%:*}" >/dev/null || missing="$missing ${need#*:}" ;;
    *) dpkg-query -W -f '${Status}' "$need" 2>/dev/null | grep -q 'ok installed' || missing="$missing $need" ;;
    esac
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "Missing:$missing. Install with: sudo apt-get install$missing" >&2
    exit 1
fi
apt-get update -qq
# shellcheck disable=SC2086
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
