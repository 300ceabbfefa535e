"""What can be set from outside. Standard library only, so that a command starts at once."""

import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` is the folder of the database, `content` that of lessons/, quizzes/, scenarios/."""

    data: Path = ROOT / "data"
    content: Path = ROOT

    @classmethod
    def from_environment(cls) -> "Settings":
        """Reads TRIALRUN_DATA and TRIALRUN_CONTENT."""
        return cls(
            data=Path(os.environ.get("TRIALRUN_DATA") or ROOT / "data").absolute(),
            content=Path(os.environ.get("TRIALRUN_CONTENT") or ROOT).absolute(),
        )

    @property
    def database(self) -> Path:
        """Returns the file that holds all answers."""
        return self.data / "trialrun.db"

    @property
    def compiled(self) -> Path:
        """Returns the folder of compiled templates; it can be thrown away at will."""
        return self.data / "templates"

    @property
    def derived(self) -> Path:
        """Returns the file of what was built and proven; it can be thrown away at will."""
        return self.data / "content.db"
