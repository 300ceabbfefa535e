"""What the documents say is so: paths, commands and names exist, and every example is proven."""

import re
import shutil
from collections.abc import Iterator
from importlib.util import find_spec
from typing import Any, get_args

import pytest
import yaml

from tests.build import ROOT, bundled, copied
from trialrun.cli import COMMANDS
from trialrun.content import Catalog, best_problems, par_problems
from trialrun.content.readers.markdown import ASIDES, EMBEDS, FOLDS
from trialrun.content.warned import questions_in, warnings_of
from trialrun.engine import BELIEFS, Do, WhatIfText, WriteMode
from trialrun.engine.whatif.dial_table import JOB_DIALS, TASK_DIALS
from trialrun.figures import FIGURE_KINDS
from trialrun.figures.log_spec import AnyStep, LogStep
from trialrun.jobs.bundle.beliefs import BUNDLE_BELIEFS
from trialrun.questions import KINDS
from trialrun.questions.kinds.order import ASKED_MAX, ASKED_MIN

README, CONTRIBUTING, AUTHORING = "README.md", "CONTRIBUTING.md", "docs/authoring.md"
DOCS = [
    README,
    "ARCHITECTURE.md",
    CONTRIBUTING,
    *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")),
]
TEXTS = {name: (ROOT / name).read_text("utf-8") for name in DOCS}
SKIPPED = {".git", ".venv", "data", "__pycache__", ".mypy_cache", ".ruff_cache", ".hypothesis"}
ENDINGS = ("py", "md", "yaml", "json", "txt", "html", "css", "js", "svg", "toml", "png")

FENCED = re.compile(r"^```(\S*) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"`([^`\n]+)`")
INDENTED = re.compile(r"^    (?!-)(\S.*)$", re.MULTILINE)
PATTERN = re.compile(r"[A-Z]{3,}")
"""What stands for a name in a path, as in `scenarios/NAME.yaml`."""


QUOTED = ("lessons/facts.yaml", "lessons/glossary.yaml")
"""Files of ours of which the guide shows an entry."""


def examples() -> dict[str, str]:
    """Returns the whole files that the author's guide and the README show, by path."""
    return {
        path: body
        for name in (README, AUTHORING)
        for _, path, body in FENCED.findall(TEXTS[name])
        if path and path not in QUOTED
    }


FIRST_SET = {path for _, path, _ in FENCED.findall(TEXTS["docs/first-set.md"]) if path}
"""Files that the guide to a first set has written; tests/test_first_set.py follows it."""


def spans(name: str) -> list[str]:
    """Returns what stands in code spans outside of blocks."""
    return SPAN.findall(INDENTED.sub("", FENCED.sub("", TEXTS[name])))


def code_lines(name: str) -> list[str]:
    """Returns spans and the lines of blocks that are no example of content."""
    plain = FENCED.sub("", TEXTS[name])
    return [*spans(name), *INDENTED.findall(plain)]


def files() -> Iterator[str]:
    """Yields every file of the repository."""
    for path in ROOT.rglob("*"):
        if not SKIPPED & set(path.relative_to(ROOT).parts) and path.is_file():
            yield path.relative_to(ROOT).as_posix()


FILES = frozenset(files())
TOP = {path.split("/")[0] for path in FILES if "/" in path}


def words_of(step: type[LogStep]) -> list[str]:
    """Returns the words that a step of a log is written by: what it does, and its fields."""
    does = get_args(step.model_fields["do"].annotation)
    return [part for word in (*does, *step.model_fields) for part in word.split("-")]


def paths_in(name: str) -> list[str]:
    """Returns what reads like a path: it begins with a folder of ours, or ends like a file."""
    found = []
    for span in spans(name):
        head, slash, _ = span.partition("/")
        is_file = re.fullmatch(rf"[\w./-]+\.({'|'.join(ENDINGS)})", span)
        if re.fullmatch(r"[\w./-]+", span) and ((slash and head in TOP) or is_file):
            found.append(span)
    return found


def is_there(path: str) -> bool:
    """Says whether there is such a file or folder; a bare name may stand anywhere."""
    if path in FILES or path in {*examples(), *FIRST_SET} or (ROOT / path).is_dir():
        return True
    if PATTERN.search(path):
        return any(ROOT.glob(PATTERN.sub("*", path)))
    return "/" not in path and any(file.rsplit("/", 1)[-1] == path for file in FILES)


@pytest.mark.parametrize("name", DOCS)
def test_every_path_is_there(name: str) -> None:
    found = paths_in(name)

    assert [] == [path for path in found if not is_there(path)]


def test_paths_are_found_and_missed() -> None:
    assert {"trialrun/engine/rules/", "tests/build.py"} <= set(paths_in("docs/style.md"))
    assert 40 < len(set(paths_in(CONTRIBUTING)))
    assert is_there("tokens.css")
    assert is_there("tests/golden/NAME.txt")
    for path in ("trialrun/engine/nothing.py", "nothing.css", "tests/nothing/NAME.txt"):
        assert not is_there(path)


@pytest.mark.parametrize("name", DOCS)
def test_every_link_leads_somewhere(name: str) -> None:
    prose = SPAN.sub("", FENCED.sub("", TEXTS[name]))
    targets = re.findall(r"\]\(((?!https?:|/)[^)#]+)\)", prose)

    assert [] == [to for to in targets if not ((ROOT / name).parent / to).is_file()]


MAKE = re.compile(r"(?:^|[ ;])make ([a-z-]+)")
TARGETS = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("name", DOCS)
def test_every_make_target_is_there(name: str) -> None:
    named = {target for line in code_lines(name) for target in MAKE.findall(line)}

    assert set() == named - TARGETS


def test_make_targets_are_found() -> None:
    named = {target for line in code_lines(CONTRIBUTING) for target in MAKE.findall(line)}

    assert {"check", "test", "prove", "bench", "content", "mutate", "fields"} <= named


@pytest.mark.parametrize("name", DOCS)
def test_every_python_command_is_there(name: str) -> None:
    lines = code_lines(name)
    modules = {found for line in lines for found in re.findall(r"python -m ([\w.]+)", line)}
    commands = {found for line in lines for found in re.findall(r"-m trialrun ([a-z]+)", line)}

    assert set() == {module for module in modules if find_spec(module) is None}
    assert set() == commands - set(COMMANDS)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """The bundled content with every example of the documents in it."""
    root = tmp_path_factory.mktemp("content")
    for folder in ("lessons", "scenarios", "quizzes", "levels", "incidents"):
        shutil.copytree(ROOT / folder, root / folder)
    for path, text in examples().items():
        assert not (root / path).exists()
        (root / path).write_text(text, "utf-8")
    with (root / "lessons/outline.yaml").open("a", encoding="utf-8") as outline:
        for slug in ("my-lesson", "my-values", "my-beat"):
            outline.write(f"  - {{slug: {slug}, title: Mine, says: A lesson of mine.}}\n")
    return copied(root)


def test_every_example_is_proven(content: Catalog) -> None:
    assert () == content.problems
    assert [] == par_problems(content.levels["my-level"])
    assert [] == best_problems(content.incidents["my-incident"])
    assert ["how-it-ends"] == list(content.sets["my-first"].questions)
    assert ["what-is-left"] == list(content.sets["my-set"].questions)
    assert {"my-scenario", "my-lesson", "my-values", "my-beat"} <= {
        *content.scenarios,
        *content.lessons,
    }


def test_nothing_is_warned_of_an_example(content: Catalog) -> None:
    """A test of prose looks at the lessons; what is warned of questions is looked at here."""
    warned = warnings_of(content, questions_in(content))
    of_examples = [w for w in warned if w.path in examples() and w.path.startswith("quizzes/")]

    assert [] == [f"{warning.at}: {warning.message}" for warning in of_examples]


def test_the_beat_goes_its_way_and_is_free_of_warnings(content: Catalog) -> None:
    first, second = content.lessons["my-beat"].steps
    shown = " ".join(re.sub("<[^<>]*>", "", second.blocks[2].content).split())

    assert ("my-beat/after-the-retry", None) == (first.asks, second.asks)
    assert ["html", "sim", "html", "recall"] == [block.kind for block in second.blocks]
    assert (
        "The run ends Succeeded, after 2 attempts. And the table has 80 rows, of which 40" in shown
    )
    assert "With an overwrite the same night leaves 40 rows." in shown
    assert "80" == content.question("my-beat/after-the-retry").key["answer"]
    files = ("lessons/my-beat.md", "quizzes/my-beat.yaml", "lessons/my-values.md")
    assert [] == [str(each) for each in content.warnings if each.path in files]


def test_the_values_of_the_example_are_those_of_its_runs(content: Catalog) -> None:
    (step,) = content.lessons["my-values"].steps
    bare = re.sub(r'<span class="term__note".*?</span>', "", step.blocks[0].content)
    shown = " ".join(re.sub("<[^<>]*>", "", bare).split())

    assert shown == (
        "The run ends Failed, after 9:00. Its table has 40 rows. After the repair it has 80. "
        "Task Ends enrich Failed To live the loan desk deploys with the region east."
    )


def test_every_kind_of_question_has_an_example(content: Catalog) -> None:
    shown = [*content.sets["my-set"].questions.values()]
    shown += content.sets["every-kind"].questions.values()

    assert set(KINDS) == {question.kind_name for question in shown}


def test_every_block_of_yaml_is_a_whole_file() -> None:
    blocks = [block for name in DOCS for block in FENCED.findall(TEXTS[name])]

    assert [] == [body for language, path, body in blocks if language == "yaml" and not path]


def test_the_fact_is_as_it_stands_in_the_file() -> None:
    (body,) = (b for _, path, b in FENCED.findall(TEXTS[AUTHORING]) if path == "lessons/facts.yaml")
    facts: dict[str, Any] = yaml.safe_load(body)["facts"]

    for id_, fact in facts.items():
        assert fact | {"read": str(fact["read"])} == {
            name: getattr(bundled().facts[id_], name) for name in fact
        }


def test_the_term_is_as_it_stands_in_the_file() -> None:
    (body,) = (b for _, path, b in FENCED.findall(TEXTS[AUTHORING]) if path == QUOTED[1])
    ours = yaml.safe_load((ROOT / QUOTED[1]).read_text("utf-8"))["terms"]

    for id_, term in yaml.safe_load(body)["terms"].items():
        assert term == {name: part for name, part in ours[id_].items() if name != "forms"}


def test_the_example_of_the_scenario_goes_as_its_summary_says(content: Catalog) -> None:
    trace = content.scenarios["my-scenario"].play()

    assert ("SUCCESS", (2, 80, 40)) == (trace.result, tuple(trace.tables["silver.menu"]))


def test_the_example_of_two_nights_leaves_the_surplus_rows_that_it_names(content: Catalog) -> None:
    nights = content.scenarios["my-nights"]
    both = WhatIfText(do=("wait@97200",))

    assert (80, 0) == tuple(nights.play_text(both).tables["silver.menu"])[1:]
    assert (120, 40) == tuple(nights.play().tables["silver.menu"])[1:]


NAMES = {
    "kinds": list(KINDS),
    "actions": [*map(str, Do)],
    "dials": [*JOB_DIALS, *TASK_DIALS],
    "modes": [*map(str, WriteMode)],
    "containers": [*ASIDES, *FOLDS, *EMBEDS],
    "figures": [*FIGURE_KINDS],
    "steps of a log": [word for step in get_args(get_args(AnyStep)[0]) for word in words_of(step)],
    "claims": list(bundled().scenarios["repaired"].play().final()),
    "ends of tasks": [*bundled().scenarios["repaired"].play().final()["tasks"]["ingest"]],
    "ends of tables": [*bundled().scenarios["repaired"].play().final()["tables"]["silver.menu"]],
}


@pytest.mark.parametrize("what", list(NAMES))
def test_the_authors_guide_names_all_there_are(what: str) -> None:
    words = {word for span in spans(AUTHORING) for word in (span, *re.findall(r"\w+", span))}

    assert set() == set(NAMES[what]) - words


def test_the_numbers_of_the_authors_guide_are_those_of_the_code() -> None:
    assert f"{ASKED_MIN} to {ASKED_MAX} of them" in TEXTS[AUTHORING]


def test_the_belief_of_the_example_is_one() -> None:
    assert set(re.findall(r"belief: ([a-z-]+)", TEXTS[AUTHORING])) <= {*BELIEFS, *BUNDLE_BELIEFS}


def test_the_folders_of_tests_mirror_the_code() -> None:
    rooms = {
        path.name for path in (ROOT / "trialrun").iterdir() if (path / "__init__.py").is_file()
    }

    assert set() == {room for room in rooms if not (ROOT / "tests" / room).is_dir()}
