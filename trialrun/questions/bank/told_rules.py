"""The rules that `check` has a name for: what each is about, in words for programs. Pure."""

from typing import NamedTuple


class CheckRule(NamedTuple):
    """One rule: its title, and why it matters. An error leaves out what it is about."""

    title: str
    help: str
    is_error: bool = False


MISTAKE = "mistake"
"""The rule of whatever any reader of a file would say."""

RULES: dict[str, CheckRule] = {
    MISTAKE: CheckRule(
        "A file or an entry that cannot be read or proven",
        "What is named is left out; the rest of the file stays.",
        is_error=True,
    ),
    "key-among-distractors": CheckRule(
        "A wrong option says what the key says",
        "Nobody could tell why one is right and the other wrong.",
        is_error=True,
    ),
    "near-duplicate": CheckRule(
        "Two texts that differ in small words only",
        "They ask the same twice, or make an option that nobody needs to weigh.",
    ),
    "all-of-the-above": CheckRule(
        "An option about other options",
        "Options are shuffled, and such an option is met by whoever knows two of the others.",
    ),
    "missing-reason": CheckRule(
        "A reason that gives none", "Whoever picked the option learns nothing from it."
    ),
    "long-stem": CheckRule(
        "A stem of more than 120 words", "It asks for patience in reading, not for knowledge."
    ),
    "unmarked-negative": CheckRule(
        "A negative that is not marked", "An overread “not” says nothing of what somebody knows."
    ),
    "markup-tells": CheckRule(
        "Marks that the key alone has", "It is met by whoever picks what looks different."
    ),
    "html-shown": CheckRule(
        "HTML in a text", "Pages show it as it is written, tags and all; Markdown is what is read."
    ),
    "one-error": CheckRule(
        "Wrong options that all rest on one error",
        "Whoever does not make that one error meets the key without knowing it.",
    ),
    "unknown-name": CheckRule(
        "A name one letter off a name of the run", "The reader looks for something there is not."
    ),
    "stem-tells": CheckRule(
        "A stem that gives the key away", "A rare word of the stem stands in the key alone."
    ),
    "one-fact": CheckRule(
        "A fact that backs more than a third of a set", "The set asks one thing in many words."
    ),
    "one-sentence": CheckRule(
        "A sentence that removes options in more than a tenth of the questions",
        "Who keeps that one sentence of a lesson needs no other in all of them.",
    ),
    "plain-predictions": CheckRule(
        "Predictions that one rule foretells",
        "Behind what failed all is Upstream failed: whoever knows that meets them all.",
    ),
    "bot": CheckRule(
        "Keys that are met without reading",
        "A bot that goes by the look of options does better than chance.",
    ),
    "longest-key": CheckRule(
        "Keys that are the longest option", "Whoever picks the longest meets the key too often."
    ),
    "assumed-value": CheckRule(
        "A value of a run that rests on an assumption of ours",
        "Whoever reads it takes it for what Databricks does, unless the sentence says whose it is.",
    ),
    "unbound-claim": CheckRule(
        "A claim about behaviour that nothing speaks for",
        "A sentence that says how Databricks behaves has a fact, a run or a picture that is played "
        "behind it; without one nobody knows whether it is so, or still so.",
    ),
    "rhythm": CheckRule(
        "Too much to read at a stretch",
        "Who reads 350 words without a prediction or a run reads on without knowing whether they "
        "have understood; a lesson asks within its first 150 words.",
    ),
    "minutes": CheckRule(
        "Minutes that a lesson does not take",
        "Readers choose by them. A lesson takes 8 to 15: one for 220 words, and one for a prompt.",
    ),
    "missing-term": CheckRule(
        "A term that the glossary lacks",
        "Whoever meets it again, in a question or months later, finds nobody to tell what it is.",
    ),
    "former-name": CheckRule(
        "A former name that is used as the present one",
        "Whoever looks for it in the product finds another name there; a lesson says both, once.",
    ),
    "unused-term": CheckRule(
        "A term of the glossary that no lesson has",
        "Nobody comes to it from what they read, and what it says grows old unseen.",
    ),
    "dead-link": CheckRule(
        "A link that leads nowhere",
        "Whoever follows it loses their place. Of other sites only the form of the address counts.",
    ),
    "unused-fact": CheckRule(
        "A fact that nobody uses", "It is taught and asked by nobody, and grows old unseen."
    ),
    "old-fact": CheckRule(
        "A fact that was read more than 180 days ago",
        "What Databricks does changes; its source has to be read again.",
    ),
    "survivor": CheckRule(
        "A belief that too few questions tell from the truth",
        "Whoever holds it can answer the whole bank and never learn that it is wrong.",
    ),
}
