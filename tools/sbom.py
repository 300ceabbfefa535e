"""Writes what the app is made of as a CycloneDX SBOM: what is locked, and what was vendored.

`make sbom` runs it. The same files give the same bytes: no moment and no serial number is in it.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
VENDORED = ROOT / "static/vendor/README.md"

_FILE = re.compile(
    r"^\| (\S+) \| npm (\S+?)(?:, \S+)? \| ([\d.]+) \| (\S+) \| ([0-9a-f]{64}) \|$", re.MULTILINE
)
_DRAWN = re.compile(r"\(npm (\S+) ([\d.]+), (\S+) licence\)")


def vendored(table: str) -> list[dict[str, Any]]:
    """Returns the npm packages that a table of vendored files names, each with its files."""
    found: dict[str, dict[str, Any]] = {}
    for file, package, version, licence, digest in _FILE.findall(table):
        part = found.setdefault(package, _package(package, version, licence))
        hashes = [{"alg": "SHA-256", "content": digest}]
        part.setdefault("components", []).append(
            {"type": "file", "bom-ref": f"vendor/{file}", "name": file, "hashes": hashes}
        )
    for package, version, licence in _DRAWN.findall(table):
        found[package] = _package(package, version, licence)
    return list(found.values())


def _package(name: str, version: str, licence: str) -> dict[str, Any]:
    purl = f"pkg:npm/{quote(name)}@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "licenses": [{"license": {"id": licence}}],
        "purl": purl,
    }


def _locked(lock: Path) -> dict[str, Any]:
    """Returns the SBOM of a lock file."""
    command = [
        *(sys.executable, "-W", "ignore", "-m", "cyclonedx_py", "requirements", str(lock)),
        *("--output-reproducible", "--pyproject", str(ROOT / "pyproject.toml")),
    ]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    # Each is called by its line in the lock, and told by all its digests once more.
    for part in found["components"]:
        part["bom-ref"] = part["purl"]
        del part["description"]
    return found


def main(lock: str, target: str) -> None:
    """Writes the SBOM of a lock file and of what was vendored."""
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    bom = _locked(Path(lock))
    bom["components"] += vendored(VENDORED.read_text("utf-8"))
    refs = [part["bom-ref"] for part in bom["components"]]
    root = bom["metadata"]["component"]["bom-ref"]
    bom["dependencies"] = [{"ref": root, "dependsOn": refs}, *({"ref": ref} for ref in refs)]
    text = json.dumps(bom, indent=2, ensure_ascii=False) + "\n"
    wrong = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if wrong is not None:
        sys.exit(f"The SBOM is none: {wrong}. Is {VENDORED.name} of static/vendor written oddly?")
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    print(f"{target}: {len(refs)} parts")


if __name__ == "__main__":
    main(*sys.argv[1:])
