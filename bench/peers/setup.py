"""``python -m bench.peers.setup``: install the peers below ``PEERS_HOME`` (default: ``.cache/peers`` in the home), once.

Virtual environments by :mod:`venv`, packages for JavaScript by npm where Node is there. What cannot be installed is named and
left out; nothing here stops a run. What was tried is kept in a mark, so that a second run asks no registry; ``--again`` forgets.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.peers import registry
from bench.peers.registry import HOME, NODE

LIMIT = 900


def install(again: bool = False) -> dict[str, str]:
    """Whatever is missing; returns what could not be installed, with the reason in a few words."""
    HOME.mkdir(parents=True, exist_ok=True)
    failed: dict[str, str] = {}
    for name, packages in registry.VERSIONS.items():
        _once(HOME / name, packages, again, _node if name == NODE else _python, failed)
    _once(HOME / "opago", (registry.OPA,), again, _unpacked, failed)
    return failed


def _once(
    folder: Path,
    packages: Sequence[str],
    again: bool,
    make: Callable[[Path, Sequence[str]], dict[str, str]],
    failed: dict[str, str],
) -> None:
    mark = folder / "installed.json"
    wanted = list(packages)
    known = json.loads(mark.read_text("utf-8")) if mark.exists() and not again else {}
    if known.get("wanted") != wanted:
        folder.mkdir(parents=True, exist_ok=True)
        print(f"peers: installing {', '.join(wanted)}", file=sys.stderr, flush=True)
        known = {"wanted": wanted, "failed": make(folder, packages)}
        mark.write_text(json.dumps(known, indent=1), "utf-8")
    failed.update(known["failed"])


def _python(folder: Path, packages: Sequence[str]) -> dict[str, str]:
    python = folder / "bin" / "python"
    if not python.exists() and (why := _run([sys.executable, "-m", "venv", str(folder)])):
        return dict.fromkeys(packages, why)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    if not _run([*pip, *packages]):
        return {}
    return {each: why for each in packages if (why := _run([*pip, each]))}


def _node(folder: Path, packages: Sequence[str]) -> dict[str, str]:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return dict.fromkeys(packages, "node and npm are not installed")
    if not (folder / "package.json").exists():
        (folder / "package.json").write_text('{"name": "peers", "private": true}\n', "utf-8")
    npm = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder)]
    if not _run([*npm, *packages]):
        return {}
    return {each: why for each in packages if (why := _run([*npm, each]))}


def _unpacked(folder: Path, packages: Sequence[str]) -> dict[str, str]:
    fetch = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--quiet",
        "--no-deps",
        "--python-version",
        "3.14",
        "--only-binary=:all:",
    ]
    if not (folder / "opa_bindings").exists():
        if why := _run([*fetch, "-d", str(folder), *packages]):
            return dict.fromkeys(packages, why)
        for wheel in folder.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(folder)
    return {}


def _run(command: Sequence[str]) -> str:
    """Nothing, or why the command failed; the last line of what it said, without places of this machine."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)
    except (OSError, subprocess.TimeoutExpired) as problem:
        return type(problem).__name__
    if done.returncode == 0:
        return ""
    lines = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
    return lines[-1].replace(str(HOME), "PEERS_HOME").replace(str(Path.home()), "~")[:200]


def versions() -> dict[str, str]:
    """The versions that are there, by package."""
    code = "import importlib.metadata as m, json; print(json.dumps({d.name: d.version for d in m.distributions()}))"
    found: dict[str, str] = {}
    for name, packages in registry.VERSIONS.items():
        wanted = {each.split("==")[0].lower().replace("_", "-") for each in packages}
        if name == NODE:
            for path in (HOME / NODE / "node_modules").glob("**/package.json"):
                key = path.parent.relative_to(HOME / NODE / "node_modules").as_posix()
                if any(each.rsplit("@", 1)[0] == key for each in packages):
                    found[key] = json.loads(path.read_text("utf-8"))["version"]
        elif (python := HOME / name / "bin" / "python").exists():
            told = json.loads(subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout)
            found |= {key: value for key, value in told.items() if key.lower().replace("_", "-") in wanted}
    if (HOME / "opago" / "opa_bindings").exists():
        found["opa-golib-python-bindings"] = registry.OPA.split("==")[1]
    return dict(sorted(found.items(), key=lambda each: each[0].lower()))


def main(arguments: Sequence[str] | None = None) -> int:
    """Install and tell what is left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--again", action="store_true", help="try once more what could not be installed")
    for package, why in install(parser.parse_args(arguments).again).items():
        print(f"left out: {package}: {why}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
