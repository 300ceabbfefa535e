"""Templates that Jinja compiled, kept beside the answers. No page fails for want of room."""

import os
from pathlib import Path

from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket

from trialrun.private import make_private_folder


class CompiledTemplates(FileSystemBytecodeCache):
    """Compiled templates in a folder; what cannot be read or written is compiled again."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Reads a template that was compiled before."""
        try:
            super().load_bytecode(bucket)
        except OSError:
            bucket.reset()

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keeps a compiled template, if there is room."""
        try:
            super().dump_bytecode(bucket)
        except OSError:
            return


def compiled_templates(folder: Path) -> CompiledTemplates | None:
    """Returns where compiled templates are kept, None where there is no such place."""
    try:
        make_private_folder(folder.parent)
        make_private_folder(folder)
    except OSError:
        return None
    return CompiledTemplates(str(folder)) if os.access(folder, os.W_OK) else None
