"""Writes trialrun/jobs/fields.json anew from the dataclasses of databricks-sdk.

python tools/job_fields.py FOLDER reads FOLDER/databricks/sdk/service/{jobs,compute}.py as text
(made by `pip install --no-deps --target FOLDER databricks-sdk==0.162.0`) and imports nothing of
it. Kept are facts alone: the names of fields, their types and the values of enums. A type is
written as string, integer, boolean, number, object (anything), or the name of an object or
enum; then [] for a list or {} for a map by name, then ! where the field is required.
"""

import ast
import json
import re
import sys
from pathlib import Path

VERSION = "0.162.0"
ROOTS = ("JobSettings",)
METHODS = {"create": "CreateJob", "submit": "SubmitRun"}
PLAIN = {"str": "string", "int": "integer", "bool": "boolean", "float": "number", "Any": "object"}
FIELDS_JSON = Path(__file__).parent.parent / "trialrun" / "jobs" / "fields.json"
GENERIC = re.compile(r"(Optional|List)\[(.*)\]")


def main(folder: Path) -> None:
    """Reads the SDK in a folder and writes the table."""
    service = folder / "databricks" / "sdk" / "service"
    # Both modules have a ClusterSpec, so the names of one of them are told with its name.
    enums, objects = _read(service / "compute.py", "compute.")
    job_enums, job_objects = _read(service / "jobs.py", "")
    enums, objects = enums | job_enums, objects | job_objects
    used = _reachable(objects, [*ROOTS, *METHODS.values()])
    table: dict[str, object] = {
        "source": f"databricks-sdk {VERSION} (PyPI), databricks/sdk/service/jobs.py, compute.py",
        "licence": "Apache-2.0, Copyright (2023) Databricks, Inc.",
        "made_by": "tools/job_fields.py",
        "enums": {name: enums[name] for name in sorted(used & enums.keys())},
        "objects": {name: objects[name] for name in sorted(used & objects.keys())},
    }
    FIELDS_JSON.write_text(_json(table), encoding="utf-8")


def _read(path: Path, prefix: str) -> tuple[dict[str, list[str]], dict[str, dict[str, str]]]:
    """Reads a module's enums and objects; `prefix` goes before the name of each."""
    enums: dict[str, list[str]] = {}
    objects: dict[str, dict[str, str]] = {}
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if not isinstance(node, ast.ClassDef):
            continue
        if node.name == "JobsAPI":
            objects |= _payloads(node)
        elif _is_enum(node):
            enums[prefix + node.name] = _enum_values(node)
        else:
            objects[prefix + node.name] = _fields(node, prefix)
    return enums, objects


def _is_enum(node: ast.ClassDef) -> bool:
    return any(ast.unparse(base) == "Enum" for base in node.bases)


def _enum_values(node: ast.ClassDef) -> list[str]:
    return [
        item.value.value
        for item in node.body
        if isinstance(item, ast.Assign)
        and isinstance(item.value, ast.Constant)
        and isinstance(item.value.value, str)
    ]


def _fields(node: ast.ClassDef, prefix: str) -> dict[str, str]:
    return {
        item.target.id: _type(ast.unparse(item.annotation), prefix)
        for item in node.body
        if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name)
    }


def _payloads(api: ast.ClassDef) -> dict[str, dict[str, str]]:
    """Reads what create and submit take: their parameters are the fields of the payload."""
    return {
        METHODS[method.name]: {
            arg.arg: _type(ast.unparse(arg.annotation), "")
            for arg in method.args.kwonlyargs
            if arg.annotation
        }
        for method in api.body
        if isinstance(method, ast.FunctionDef) and method.name in METHODS
    }


def _type(annotation: str, prefix: str) -> str:
    """Returns the short form of an annotation.

    >>> _type("Optional[List[compute.Library]]", ""), _type("Dict[str, str]", "compute.")
    ('compute.Library[]', 'string{}!')
    """
    required, suffix = "!", ""
    while True:
        if annotation.startswith("Dict[str, "):
            suffix, annotation = "{}", annotation[len("Dict[str, ") : -1]
        elif generic := GENERIC.fullmatch(annotation):
            is_list = generic[1] == "List"
            suffix, required = ("[]", required) if is_list else (suffix, "")
            annotation = generic[2]
        else:
            return PLAIN.get(annotation, prefix + annotation) + suffix + required


def _reachable(objects: dict[str, dict[str, str]], roots: list[str]) -> set[str]:
    found: set[str] = set()
    frontier = list(roots)
    while frontier:
        name = frontier.pop()
        if name not in found:
            found.add(name)
            kinds = objects.get(name, {}).values()
            frontier.extend(re.sub(r"[^A-Za-z0-9.]", "", kind) for kind in kinds)
    return found


def _json(table: dict[str, object]) -> str:
    """Returns the table with one object or enum on each line, so that changes can be read."""
    lines = []
    for key, value in table.items():
        if isinstance(value, dict):
            inner = [f"  {json.dumps(name)}: {json.dumps(item)}" for name, item in value.items()]
            lines.append(f" {json.dumps(key)}: {{\n" + ",\n".join(inner) + "\n }")
        else:
            lines.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
