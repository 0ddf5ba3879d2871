#!/bin/sh
# Finds Python 3.13 or 3.12 and hands over to dev/setup.py, which needs nothing but that Python.
#   dev/setup.sh demo|test|check        PYTHON=/path/to/python says which Python to use
cd "$(dirname "$0")/.." || exit 1

# An old or half-removed Python (a pyenv shim without its version) answers with an error: it is asked, not believed.
fits() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] not in ((3, 13), (3, 12)))' >/dev/null 2>&1
}

can_make_venv() {
    "$1" -c 'import ensurepip, ssl, venv' >/dev/null 2>&1
}

find_python() {
    bare=""
    for candidate in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.13*/bin/python3.13 \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python3.12 \
        "$HOME"/.local/share/uv/python/cpython-3.13*/bin/python3.13 \
        "$HOME"/.local/share/uv/python/cpython-3.12*/bin/python3.12 \
        /opt/python/3.1[32]*/bin/python3
    do
        fits "$candidate" || continue
        can_make_venv "$candidate" && return 0
        bare=${bare:-$candidate}
    done
    return 1
}

# .venv/bin/python already is one of the two: nothing to look for, unless somebody asks for another.
if [ -z "$PYTHON" ] && fits .venv/bin/python; then
    candidate=.venv/bin/python
elif ! find_python; then
    if [ -n "$bare" ]; then
        echo "Kulturpunkt: $bare cannot make a virtual environment. On Debian: apt-get install python3-venv" >&2
    else
        echo "Kulturpunkt needs Python 3.13 or 3.12 and found neither. Install one (for example: pyenv install 3.13)," \
            "or say where it is: make demo PYTHON=/path/to/python3.13" >&2
    fi
    exit 1
fi
exec "$candidate" -m dev.setup "$@"
