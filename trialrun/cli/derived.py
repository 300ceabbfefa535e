"""The catalog of a folder for a command, with what was proven before from the derived file."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trialrun.content import Catalog


def catalog_of(content: Path, derived: Path | None) -> "Catalog":
    """Reads the content below a folder; what did not change is taken as it was kept."""
    from trialrun.content import load_catalog
    from trialrun.content.code import code_signature
    from trialrun.content.kept import Kept

    kept = Kept(derived, f"{code_signature()} {content}")
    try:
        return load_catalog(content, kept)
    finally:
        kept.close()
