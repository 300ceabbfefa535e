"""Several files as one text, and back: what one text can, files can, too.

A line `# ==> resources/a.yml <==` begins a file, as `tail -n +1 FILES` begins it. Above the first
stand comments, and among them what is chosen: `# target: prod`, `# var: NAME=VALUE`, and
`# bundle: PATH` for the root. Reads no file and knows nothing of jobs.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What ends a line for the reader of YAML; lines are counted as it counts them."""
NAME_LENGTH_MAX = 300
_MARK = re.compile(r"^(?:# )?==> ?([^\n]{1,400}\.(?:ya?ml|json)) ?<==[ \t]*$", re.M | re.I)
_LIKE_MARK = re.compile(r"^(# |)(=*)(==> ?[^\n]{1,410} ?<==[ \t]*)$", re.M)
_CHOICE = re.compile(r"# (target|bundle|var): ?([^\n]*)")
NAME = re.compile(r"[\w.-]{1,200}")
"""A variable whose value can stand above the files."""
_ENDS = re.compile(r"[\r\n\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is chosen beside the files; "" where nothing is. `root` is a path."""

    target: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    root: str = ""


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file by path. `above` is how many lines of the packed text stand above its first."""

    path: str
    text: str
    above: int = 0


@dataclass(frozen=True, slots=True)
class Packed:
    """Files in their order; `told` are the comments above them, without their signs.

    `stray` is the first line above all files that is no comment, 0 for none.
    """

    files: tuple[PackedFile, ...]
    chosen: Chosen = Chosen()
    told: tuple[str, ...] = ()
    stray: int = 0

    @property
    def texts(self) -> dict[str, str]:
        """Returns the texts by path; of a path that is there twice the first."""
        found: dict[str, str] = {}
        for one in self.files:
            found.setdefault(one.path, one.text)
        return found

    @property
    def twice(self) -> list[PackedFile]:
        """Returns the files whose path stands above already."""
        first = {one.path: one for one in reversed(self.files)}
        return [one for one in self.files if first[one.path] is not one]


def is_packed(text: str) -> bool:
    r"""Says whether a text holds files.

    >>> is_packed("# ==> a.yml <==\n"), is_packed("# a.yml")
    (True, False)
    """
    return _MARK.search(text) is not None


def pack(packed: Packed) -> str:
    """Returns files as one text; each ends with the end of a line.

    >>> print(pack(Packed((PackedFile("a.yml", "x: 1"),), Chosen(target="dev"))), end="")
    # target: dev
    # ==> a.yml <==
    x: 1
    """
    return _head(packed) + "".join(
        f"# ==> {one.path} <==\n{_escaped(one.text)}" for one in packed.files
    )


def unpack(text: str) -> Packed:
    r"""Returns the files of a text and what is chosen.

    >>> unpack("# target: dev\n# ==> a.yml <==\nx: 1\n").texts
    {'a.yml': 'x: 1\n'}
    """
    marks = list(_MARK.finditer(text))
    head = text[: marks[0].start()] if marks else text
    target, root, values, told, stray = "", "", {}, [], 0
    for number, line in enumerate(head.split("\n"), 1):
        if (choice := _CHOICE.fullmatch(line.rstrip())) is None:
            if line.startswith("#"):
                told.append(line[1:].strip())
            elif line.strip():
                stray = stray or number
            continue
        kind, said = choice[1], choice[2].strip()
        if kind == "target":
            target = said
        elif kind == "bundle":
            root = said
        else:
            name, _, value = said.partition("=")
            values[name.strip()] = value
    files = tuple(_files(text, marks))
    return Packed(files, Chosen(target, values, root), tuple(told), stray)


def head_of(text: str) -> str:
    """Returns what stands above the first file: "" in a text that holds no files."""
    mark = _MARK.search(text)
    return text[: mark.start()] if mark else ""


def with_chosen(text: str, chosen: Chosen, path: str = "databricks.yml") -> str:
    r"""Returns a text with something else chosen; one that held no files becomes the file `path`.

    >>> with_chosen("a: 1\n", Chosen("dev", {"x": "y"}))
    '# target: dev\n# var: x=y\n# ==> databricks.yml <==\na: 1\n'
    """
    if not is_packed(text):
        return pack(Packed((PackedFile(path, text),), chosen))
    packed = unpack(text)
    return _head(replace(packed, chosen=chosen)) + text[len(head_of(text)) :]


def _head(packed: Packed) -> str:
    chosen = packed.chosen
    lines = [f"bundle: {one_line(chosen.root)}"] if chosen.root else []
    lines += [f"target: {one_line(chosen.target)}"] if chosen.target else []
    lines += [
        f"var: {name}={one_line(value)}"
        for name, value in chosen.values.items()
        if NAME.fullmatch(name)
    ]
    return "".join(f"# {one_line(line)}\n" for line in [*lines, *packed.told])


def one_line(text: str) -> str:
    r"""Returns a text without what ends a line.

    >>> one_line("a\nb")
    'a b'
    """
    return _ENDS.sub(" ", text).strip()


def _files(text: str, marks: list[re.Match[str]]) -> Iterator[PackedFile]:
    above, counted_to = 0, 0
    for mark, end in zip(marks, [m.start() for m in marks[1:]] + [len(text)], strict=True):
        start = min(mark.end() + 1, len(text))
        above += len(LINE_END.findall(text, counted_to, start))
        counted_to = start
        yield PackedFile(mark[1].strip(), _LIKE_MARK.sub(_unescape, text[start:end]), above)


def _escaped(text: str) -> str:
    """Returns a file's text as it stands in the packed one: no line of it begins a file."""
    whole = text if text.endswith("\n") or not text else text + "\n"
    return _LIKE_MARK.sub(r"\1\2=\3", whole)


def _unescape(match: re.Match[str]) -> str:
    return match[1] + match[2].removesuffix("=") + match[3]
