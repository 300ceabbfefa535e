"""Goal: a try is read from a form, played once, and kept with what it met."""

from dataclasses import replace

import pytest

from tests.build import ALWAYS, a_cited, a_question, a_script, a_stage, a_task, a_world
from tests.questions.levels import RUN_IFS, SOLUTION, a_level, tried, with_may
from trialrun.questions import Flaw, Goal, Level, Part, Question, Reading, Tools, flaws_of
from trialrun.questions.kind import Solving
from trialrun.questions.kinds.goal import KIND, MET, MISSED, GoalSpec, question_of

LEVEL = a_level()
STAGE = a_stage(levels={"load-anyway": LEVEL})


def a_goal(**fields) -> GoalSpec:
    defaults = {"id": "solve-it", "kind": "goal", "level": "load-anyway"}
    return GoalSpec.model_validate(defaults | fields)


SPEC = a_goal()
QUESTION = a_question(SPEC, STAGE)
BOTH = {"goal-1": MET, "goal-2": MET}


class Known:
    """Knows one level."""

    def __init__(self, level: Level = LEVEL) -> None:
        self._level = level

    def level(self, question: Question) -> Level:
        if question.body["level"] != self._level.slug:
            raise LookupError("There is no such level any more.")
        return self._level


def read(level: Level = LEVEL, tools: Tools | None = None, **form: list[str]) -> Reading:
    question = a_question(SPEC, a_stage(levels={"load-anyway": level}))
    return KIND.read(question, form, tools or Known(level))


def test_a_level_makes_a_question_whose_goals_are_to_be_met():
    assert BOTH == QUESTION.key
    assert "Clean fails." == QUESTION.stem
    assert ["load runs", "no row is there twice"] == QUESTION.body["goals"]


def test_a_stem_may_be_written_instead_of_the_story():
    assert "Mend it." == a_question(a_goal(stem="Mend it."), STAGE).stem


FLAWS = [
    pytest.param(
        {"level": "nope"},
        (("level",), "there is no level `nope`; write one of load-anyway"),
        id="unknown level",
    ),
    pytest.param(
        {"run": "one-fails"}, (("run",), "the level has its own run; remove this"), id="a run"
    ),
    pytest.param(
        {"runs": {"again": "one-fails"}},
        (("runs",), "the level has its own run; remove this"),
        id="runs",
    ),
    pytest.param(
        {"facts": ["nope"]},
        (("facts", 0), "there is no fact `nope` in lessons/facts.yaml"),
        id="what any kind can have",
    ),
]


@pytest.mark.parametrize(("fields", "flaw"), FLAWS)
def test_a_flaw_of_a_goal_names_its_place(fields, flaw):
    stage = a_stage(levels={"load-anyway": LEVEL})

    assert [Flaw(*flaw)] == list(flaws_of(a_goal(**fields), stage))


def test_where_no_level_is_yet_it_says_so():
    (flaw,) = flaws_of(SPEC, a_stage())

    assert "there is no level `load-anyway`; there is none yet" == flaw.message


def kept(address: str, moves: int, first: str, second: str) -> Reading:
    return Reading({"try": address, "moves": str(moves), "goal-1": first, "goal-2": second})


SOLVED = kept("?dial=load.run_if:ALL_DONE", 1, MET, MET)
TWICE = kept("?do=run_now&do=fix&do=repair", 2, MET, MISSED)

READINGS = [
    pytest.param({"dial": ["load.run_if:ALL_DONE"]}, SOLVED, id="a dial"),
    pytest.param({"dial": ["", "load.run_if:ALL_DONE", ""]}, SOLVED, id="others left open"),
    pytest.param(
        {"dial": ["clean.retries:1"]}, kept("?dial=clean.retries:1", 1, MISSED, MISSED), id="wrong"
    ),
    pytest.param({"add": ["fix", "repair"]}, TWICE, id="actions added"),
    pytest.param({"add": ["", "fix", "repair"]}, TWICE, id="a place left open"),
    pytest.param({"do": ["run_now", "fix", "repair"]}, TWICE, id="the level's own in front"),
    pytest.param(
        {"dial": ["load.run_if:ALL_DONE"], "do": ["run_now"]}, SOLVED, id="the level's own alone"
    ),
    pytest.param(
        {"dial": ["load.run_if:ALL_DONE"], "do": ["run_now", "fix"]},
        kept("?dial=load.run_if:ALL_DONE&do=run_now&do=fix", 2, MET, MET),
        id="both, as an address has them",
    ),
]


@pytest.mark.parametrize(("form", "reading"), READINGS)
def test_a_try_is_played_and_kept_with_what_it_met(form, reading):
    assert reading == read(**form)


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ("3", "3"),
        ("003", "3"),
        ("", None),
        ("0", None),
        ("-1", None),
        ("1e3", None),
        ("9999", None),
    ],
)
def test_at_which_try_it_was_is_kept_where_it_is_known(told, found):
    reading = read(dial=["load.run_if:ALL_DONE"], tries=[told])

    assert "" == reading.error
    assert found == reading.response.get("tries")
    assert SOLVED.response == {k: v for k, v in reading.response.items() if k != "tries"}


def test_an_answer_with_or_without_its_number_of_tries_fits():
    assert KIND.fits(QUESTION, SOLVED.response)
    assert KIND.fits(QUESTION, {**SOLVED.response, "tries": "12"})
    assert not KIND.fits(QUESTION, {**SOLVED.response, "tries": "many"})
    assert not KIND.fits(QUESTION, {**SOLVED.response, "tries": "1" * 40})


def test_an_action_that_the_level_has_itself_can_be_added():
    again = with_may(LEVEL, do=("run_now",))

    assert "?do=run_now&do=run_now" == read(again, add=["run_now"]).response["try"]


NOTHING = "Turn something, or add an action: nothing is changed yet."

REFUSED = [
    pytest.param({}, NOTHING, {}, id="nothing"),
    pytest.param({"do": ["run_now"]}, NOTHING, {}, id="the level's own alone"),
    pytest.param(
        {"dial": ["load.run_if:ALL_SUCCESS"]},
        NOTHING,
        {"dial:load.run_if:ALL_SUCCESS": "yes"},
        id="turned to where it stands",
    ),
    pytest.param(
        {"dial": ["load.run_if:NONE_FAILED"], "add": ["fix"]},
        f"load.run_if takes one of {', '.join(RUN_IFS)} here.",
        {"dial:load.run_if:NONE_FAILED": "yes", "do-1": "fix"},
        id="a value that is not offered",
    ),
    pytest.param(
        {"dial": ["max_concurrent_runs:2"]},
        "max_concurrent_runs stays as it is here; you may turn load.run_if, clean.retries.",
        {"dial:max_concurrent_runs:2": "yes"},
        id="a dial that is not offered",
    ),
    pytest.param(
        {"add": ["cancel"]},
        "cancel cannot be added here; you may add fix, repair.",
        {"do-1": "cancel"},
        id="an action that is not offered",
    ),
    pytest.param(
        {"add": ["fix", "repair", "repair"]},
        "3 actions are added; here at most 2 are.",
        {"do-1": "fix", "do-2": "repair", "do-3": "repair"},
        id="too many",
    ),
    pytest.param(
        {"do": ["fix", "repair"]},
        "The level's own actions come first and stay: run_now.",
        {"do-1": "repair"},
        id="without the level's own",
    ),
    pytest.param(
        {"add": ["dance"]},
        "“dance” is no action. Write one of run_now, repair, cancel, edit, fix, restore, wait.",
        {"do-1": "dance"},
        id="no action at all",
    ),
]


@pytest.mark.parametrize(("form", "error", "draft"), REFUSED)
def test_a_refused_try_says_why_and_stays_in_the_form(form, error, draft):
    assert Reading(draft, error) == read(**form)


def test_a_try_without_end_is_refused_in_words():
    world = a_world("clean", a_task("load", "clean"), clean=a_script(fails=ALWAYS))
    endless = with_may(a_level(world), dial=(("clean.retries", ("-1", "0")),))

    reading = read(endless, dial=["clean.retries:-1"])

    assert "does a task retry, or a trigger fire, without end?" in reading.error
    assert {"dial:clean.retries:-1": "yes"} == reading.response


def test_a_level_that_is_not_there_any_more_says_so():
    reading = read(tools=Known(replace(LEVEL, slug="another")), dial=["load.run_if:ALL_DONE"])

    assert Reading({}, "There is no such level any more.") == reading


GRADES = [
    pytest.param(SOLVED.response, True, 1.0, id="solved"),
    pytest.param(TWICE.response, False, 0.5, id="one of two"),
    pytest.param({}, False, 0.0, id="nothing"),
    pytest.param({"try": "?do=run_now&do=fix", "moves": "1"}, False, 0.0, id="no goals were kept"),
]


@pytest.mark.parametrize(("response", "is_correct", "score"), GRADES)
def test_a_try_is_right_or_not_and_scored_by_its_goals(response, is_correct, score):
    grade = KIND.grade(QUESTION, response)

    assert (is_correct, score) == (grade.is_correct, grade.score)


def test_a_grade_tells_each_goal():
    grade = KIND.grade(QUESTION, TWICE.response)

    assert Part("goal-1", "load runs", MET, MET, "", True) == grade.parts[0]
    assert Part("goal-2", "no row is there twice", MISSED, MET, "", False) == grade.parts[1]


def test_of_many_goals_each_keeps_its_words():
    goals = tuple(Goal(f"goal {number}", "true") for number in range(1, 12))
    many = a_question(SPEC, a_stage(levels={"load-anyway": replace(LEVEL, goals=goals)}))
    sorted_key = dict(sorted(many.key.items()))

    parts = KIND.grade(replace(many, key=sorted_key), many.key).parts

    assert [(f"goal-{n}", f"goal {n}") for n in range(1, 12)] == [(p.id, p.label) for p in parts]


def test_what_may_be_turned_and_done_is_shown():
    show = KIND.show(QUESTION, seed="one")

    assert (("load.run_if", RUN_IFS), ("clean.retries", ("0", "1"))) == show.dials
    assert (("fix", "repair"), (1, 2)) == (show.do, show.places)
    assert ("load runs", "no row is there twice") == show.goals


def test_the_job_is_shown_as_it_ends_before_anything_is_turned():
    show = KIND.show(QUESTION, seed="one")

    assert ["clean", "load"] == [task.key for task in show.tasks]
    assert {"clean": "FAILED", "load": "UPSTREAM_FAILED"} == show.ends


def test_where_nothing_may_be_done_there_is_no_place_for_it():
    only_dials = with_may(LEVEL, do=())
    question = a_question(SPEC, a_stage(levels={"load-anyway": only_dials}))

    assert () == KIND.show(question, seed="one").places


def test_a_level_on_its_own_page_is_a_question_of_its_own():
    question = question_of(LEVEL, [a_cited()])

    assert ("levels/load-anyway", "goal") == (question.uid, question.kind_name)
    assert (QUESTION.body, QUESTION.key, QUESTION.stem) == (
        question.body,
        question.key,
        question.stem,
    )
    assert (a_cited(),) == question.facts
    assert question.played


def test_a_level_whose_job_has_changed_is_another_question():
    slower = a_level(do="run_now run_now")

    assert question_of(LEVEL, ()).digest != question_of(slower, ()).digest


def test_a_dial_about_a_write_says_which_table():
    writing = with_may(LEVEL, dial=(("clean.write1", ("append", "merge")), *LEVEL.may.dial))
    question = a_question(SPEC, a_stage(levels={"load-anyway": writing}))

    assert {"clean.write1": "silver"} == KIND.show(question, seed="one").writes
    assert {} == KIND.show(QUESTION, seed="one").writes
    assert "writes" not in QUESTION.body


@pytest.mark.parametrize(
    ("told", "tried"),
    [
        ("?dial=load.run_if:ALL_DONE", tried("load.run_if:ALL_DONE")),
        ("?do=run_now&do=fix", tried(do=("run_now", "fix"))),
        ("", None),
        ("?fail=clean", None),
        ("?do=fix", None),
        ("?dial=load.run_if:NO", None),
        ("&".join("a=b" for _ in range(1000)), None),
    ],
)
def test_the_way_is_the_solution_beside_what_was_tried(told, tried):
    assert Solving(LEVEL, SOLUTION, tried) == KIND.way(QUESTION, {"try": told}, Known())


def test_there_is_no_way_to_a_level_that_is_gone():
    assert KIND.way(QUESTION, {}, Known(a_level(slug="other"))) is None
