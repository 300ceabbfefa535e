"""Looks for known faults in what is locked. `make audit` runs it; nothing is installed for it.

Ends with 0 where none is known, 1 where there are some, 2 where the audit itself went wrong, and
3 where the advisory database could not be reached or knew nothing: then nothing was looked at.
"""

import json
import re
import subprocess
import sys
from typing import Any

ASKED_S = 10
"""So long one answer of the database is waited for."""
ALL_S = 120
"""And so long all of one lock file."""
CLEAN, FAULTS, WRONG, NOT_REACHED = 0, 1, 2, 3

_NO_WAY = re.compile(r"connect|timed? ?out|resolve|unreachable|requests\.exceptions", re.IGNORECASE)


def told(report: dict[str, Any]) -> tuple[int, str]:
    """Returns how an audit ended, and says so.

    A mirror that has packages and no advisories lets pip-audit skip all of them, which it calls
    "No known vulnerabilities found".

    >>> told({"dependencies": [{"name": "a", "skip_reason": "not found"}]})
    (3, 'the advisory database knows none of the 1 packages, so nothing was looked at')
    """
    packages = report["dependencies"]
    skipped = [package["name"] for package in packages if "skip_reason" in package]
    faults = [
        f"  {package['name']} {package['version']}: {fault['id']}, mended in "
        f"{', '.join(fault['fix_versions']) or 'no version yet'}"
        for package in packages
        for fault in package.get("vulns", ())
    ]
    if len(skipped) == len(packages):
        says = f"the advisory database knows none of the {len(packages)} packages"
        return NOT_REACHED, f"{says}, so nothing was looked at"
    says = f"{len(packages) - len(skipped)} packages were looked at"
    if skipped:
        says += f", and not {', '.join(skipped)}, which the database does not know"
    if faults:
        return FAULTS, "\n".join([f"{says}; known faults:", *faults])
    return CLEAN, f"{says}; no fault is known"


def audit(lock: str) -> tuple[int, str]:
    """Audits one lock file; returns how that ended, and says so."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "-r", lock),
        *("--format", "json", "--progress-spinner", "off", "--timeout", str(ASKED_S)),
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=ALL_S, check=False)
    except subprocess.TimeoutExpired:
        return NOT_REACHED, f"the advisory database did not answer within {ALL_S} s"
    if done.stdout.strip():
        return told(json.loads(done.stdout))
    said = done.stderr.strip().splitlines() or ["it says nothing"]
    if _NO_WAY.search(done.stderr):
        return NOT_REACHED, f"the advisory database cannot be reached ({said[-1][:200]})"
    return WRONG, f"pip-audit failed: {said[-1][:200]}"


def main(locks: list[str]) -> int:
    """Audits lock files, says how each ended, and returns the worst of it."""
    ends = []
    for lock in locks:
        code, says = audit(lock)
        print(f"{lock}: {says}.")
        ends.append(code)
    order = (FAULTS, WRONG, NOT_REACHED, CLEAN)
    return min(ends, key=order.index, default=CLEAN)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
