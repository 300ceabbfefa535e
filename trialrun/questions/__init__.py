"""Questions whose keys are executed, and levels. `KINDS` is the registry of kinds.

Pure: takes what authors wrote and scenarios, gives proven questions or flaws. Who only shows and
grades does not pay for what proves.
"""

from typing import TYPE_CHECKING

from trialrun.lazy import lazily

if TYPE_CHECKING:
    from trialrun.questions.bundle import ROOT, AskedBundle
    from trialrun.questions.bundle_shown import BundleShown, bundles_shown
    from trialrun.questions.claims import ClaimError, holds
    from trialrun.questions.incident import INCIDENTS, Call, Incident, Message, PossibleCause
    from trialrun.questions.incident_proof import incident_flaws
    from trialrun.questions.incident_search import best_flaws
    from trialrun.questions.kind import Grade, Kind, Part, Reading, Tools
    from trialrun.questions.kinds import (
        KINDS,
        kind_of,
        question_reader,
        question_set_model,
        questions_of,
        read_kept,
    )
    from trialrun.questions.level import LEVELS, TIERS, Goal, Level, May, Wrong
    from trialrun.questions.level_proof import level_flaws, level_text_flaws, par_flaws
    from trialrun.questions.levels import (
        met,
        met_by,
        moves,
        refusal,
        search,
        solves,
        tries,
    )
    from trialrun.questions.proof import flaws_of, kind_of_spec, prove
    from trialrun.questions.question import Cited, PlayedRun, Question, read_question
    from trialrun.questions.scenario import PLAIN, Scenario
    from trialrun.questions.sequence import arranged, circle, leader
    from trialrun.questions.shuffle import shuffled
    from trialrun.questions.spec import (
        ORDER_LAST,
        QuestionSpec,
        RunSpec,
        SetSpec,
        Slug,
        Strict,
        Text,
    )
    from trialrun.questions.stage import NONE_BROKEN, Flaw, Places, Stage, plainly, unfound
    from trialrun.questions.style import normal, style_flaws

__all__ = [
    "INCIDENTS",
    "KINDS",
    "LEVELS",
    "NONE_BROKEN",
    "ORDER_LAST",
    "PLAIN",
    "ROOT",
    "TIERS",
    "AskedBundle",
    "BundleShown",
    "Call",
    "Cited",
    "ClaimError",
    "Flaw",
    "Goal",
    "Grade",
    "Incident",
    "Kind",
    "Level",
    "May",
    "Message",
    "Part",
    "Places",
    "PlayedRun",
    "PossibleCause",
    "Question",
    "QuestionSpec",
    "Reading",
    "RunSpec",
    "Scenario",
    "SetSpec",
    "Slug",
    "Stage",
    "Strict",
    "Text",
    "Tools",
    "Wrong",
    "arranged",
    "best_flaws",
    "bundles_shown",
    "circle",
    "flaws_of",
    "holds",
    "incident_flaws",
    "kind_of",
    "kind_of_spec",
    "leader",
    "level_flaws",
    "level_text_flaws",
    "met",
    "met_by",
    "moves",
    "normal",
    "par_flaws",
    "plainly",
    "prove",
    "question_reader",
    "question_set_model",
    "questions_of",
    "read_kept",
    "read_question",
    "refusal",
    "search",
    "shuffled",
    "solves",
    "style_flaws",
    "tries",
    "unfound",
]

_NAMES = {
    "bundle": "ROOT AskedBundle",
    "bundle_shown": "BundleShown bundles_shown",
    "claims": "ClaimError holds",
    "incident": "INCIDENTS Call Incident Message PossibleCause",
    "incident_proof": "incident_flaws",
    "incident_search": "best_flaws",
    "kinds": "KINDS kind_of question_reader question_set_model questions_of read_kept",
    "level_proof": "level_flaws level_text_flaws par_flaws",
    "level": "LEVELS TIERS Goal Level May Wrong",
    "levels": "met met_by moves refusal search solves tries",
    "proof": "flaws_of kind_of_spec prove",
    "kind": "Grade Kind Part Reading Tools",
    "question": "Cited PlayedRun Question read_question",
    "scenario": "PLAIN Scenario",
    "sequence": "arranged circle leader",
    "shuffle": "shuffled",
    "spec": "ORDER_LAST QuestionSpec RunSpec SetSpec Slug Strict Text",
    "stage": "NONE_BROKEN Flaw Places Stage plainly unfound",
    "style": "normal style_flaws",
}
__getattr__ = lazily(__name__, {n: home for home, names in _NAMES.items() for n in names.split()})
