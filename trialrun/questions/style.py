"""What is wrong with the words of a proven question. Warnings: the question is served."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from trialrun.nearest import few
from trialrun.questions.bank.guessable import shown, stemmed, telling, word_list, words_in
from trialrun.questions.question import Question
from trialrun.questions.spec import Location, QuestionSpec
from trialrun.questions.stage import Flaw

STEM_WORDS_MAX = 120
REASON_WORDS_MIN = 3

_ALL_OF = re.compile(
    r"\b(all|none|both|neither|any|each) of (the )?(above|below|these|them|those|others?)\b|"
    r"\b(all|none) (the )?(above|others?)\b|\b(both|neither) [a-d] (and|nor) [a-d]\b",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(which|what|who)\b", re.IGNORECASE)
_NEGATIVE = re.compile(r"\b(not|never|false|wrong|untrue|incorrect|except|least)\b", re.I)
_MARKED = re.compile(r"\*{1,2}(not|never|false|wrong|untrue|incorrect|except|least)\b", re.I)
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_HTML = re.compile(r"</?[a-z][a-z0-9]{0,15}(?: [^<>]{0,200})?/?>", re.IGNORECASE)
_TOKEN = re.compile(r"`[^`]*`|[^\W_][\w.-]*|\S")
_MARKUP: Mapping[str, re.Pattern[str]] = {
    "code": re.compile(r"`"),
    "strong or stressed words": re.compile(r"\*\S"),
    "a link": re.compile(r"\]\("),
    "several parts": re.compile(r"\n[ \t]*\n"),
}
_TELLING_SIGNS = "%+-−$€<>=≤≥≠/"
_ENDS = ".?!:"
_ARTICLES = word_list("a an the")


def style_flaws(spec: QuestionSpec, question: Question, names: Sequence[str]) -> Iterator[Flaw]:
    """Yields what an author would want to know of a question whose key is proven.

    `names` are those of its runs: tasks and tables.
    """
    yield from _stem_flaws(spec)
    yield from _name_flaws(spec, names)
    yield from _reason_flaws(spec)
    options = spec.parts()
    yield from _html_flaws([(("stem",), spec.stem), *options, *spec.reasons()])
    for at, says in options:
        if found := _ALL_OF.search(shown(says)):
            told = f"“{found[0]}” is no option: options are shuffled; say what holds"
            yield _warned(at, "all-of-the-above", told)
    if options and question.body.get("options"):
        rights = [question.key[option["id"]] == "yes" for option in question.body["options"]]
        yield from _near_flaws(options, rights)
        yield from _markup_flaws(options, rights)
        yield from _belief_flaws(spec, rights)


def _stem_flaws(spec: QuestionSpec) -> Iterator[Flaw]:
    count = len(shown(spec.stem).split())
    if count > STEM_WORDS_MAX:
        told = f"the stem has {count} words; write at most {STEM_WORDS_MAX}"
        yield _warned(("stem",), "long-stem", told)
    asked = _question_in(spec.stem)
    asks = _ASKS.search(asked)
    found = _NEGATIVE.search(asked, asks.end()) if asks else None
    if spec.parts() and found and not _MARKED.search(asked):
        word = found[0]
        told = f"the question turns on “{word}”, which is easily overread; write **{word}**"
        yield _warned(("stem",), "unmarked-negative", told)


def _question_in(stem: str) -> str:
    """Returns the last question of a stem.

    >>> _question_in("It fails. Which rows of `a.b` are **not** there?")
    ' Which rows of `a.b` are **not** there'
    """
    end = stem.rfind("?")
    begins = max(stem.rfind(sign, 0, max(end, 0)) for sign in (". ", "! ", "? ", ": ", "\n"))
    return stem[begins + 1 : end] if end >= 0 else ""


def _html_flaws(texts: Sequence[tuple[Location, str]]) -> Iterator[Flaw]:
    for at, text in texts:
        if found := _HTML.search(_CODE.sub(" ", text)):
            told = f"`{found[0]}` is shown as it stands, for HTML is text here; write Markdown"
            yield _warned(at, "html-shown", told)


def _reason_flaws(spec: QuestionSpec) -> Iterator[Flaw]:
    """Yields reasons that give none: too short, said already, or the option once more."""
    seen: dict[str, int] = {}
    says = dict(spec.parts())
    for number, (at, why) in enumerate(spec.reasons()):
        words = words_in(why)
        option = says.get((*at[:-1], "says"), "")
        if len(words) < REASON_WORDS_MIN:
            yield _warned(at, "missing-reason", "this gives no reason; say in a sentence why")
        elif telling(why) <= telling(option):
            told = "this says the option once more; say why it holds, or does not"
            yield _warned(at, "missing-reason", told)
        elif " ".join(words) in seen:
            told = f"reason {seen[' '.join(words)] + 1} reads the same; say what is wrong with this"
            yield _warned(at, "missing-reason", told)
        seen.setdefault(" ".join(words), number)


def _near_flaws(options: Sequence[tuple[Location, str]], rights: Sequence[bool]) -> Iterator[Flaw]:
    """Yields options that differ in nothing but small words; one of them the key is a mistake."""
    forms = [normal(says) for _, says in options]
    for one, other in combinations(range(len(options)), 2):
        if _is_near(forms[one], forms[other]):
            is_key = rights[one] != rights[other]
            sort = "the key" if is_key else f"option {one + 1}"
            told = f"this says the same as {sort} but for small words; say something else, or less"
            rule = "key-among-distractors" if is_key else "near-duplicate"
            yield Flaw(options[other][0], told, rule=rule, is_warning=not is_key)


def _is_near(one: Sequence[str], other: Sequence[str]) -> bool:
    """Says whether texts have the same words, where a capital alone makes no name.

    >>> _is_near(normal("It is Failed."), normal("it is failed"))
    True
    >>> _is_near(normal("`TRUE`"), normal("`true`"))
    False
    """
    return len(one) == len(other) and all(map(_is_same, one, other))


def _is_same(one: str, other: str) -> bool:
    if one == other or "`" in (one[0], other[0]):
        return one == other
    return stemmed(one.casefold()) == other or one == stemmed(other.casefold())


def _markup_flaws(
    options: Sequence[tuple[Location, str]], rights: Sequence[bool]
) -> Iterator[Flaw]:
    for name, pattern in _MARKUP.items():
        has = [bool(pattern.search(says)) for _, says in options]
        if has == list(rights):
            at = options[has.index(True)][0]
            told = f"the key alone has {name}, which tells it; mark all options alike"
            yield _warned(at, "markup-tells", told)


def _belief_flaws(spec: QuestionSpec, rights: Sequence[bool]) -> Iterator[Flaw]:
    wrong = len(rights) - sum(rights)
    behind = Counter(belief for _, belief in spec.beliefs())
    for belief, count in behind.items():
        if count == wrong > 1:
            told = f"all wrong options rest on `{belief}`; take distractors of other errors, too"
            yield _warned(("options",), "one-error", told)


def _name_flaws(spec: QuestionSpec, names: Sequence[str]) -> Iterator[Flaw]:
    """Yields code in stem and options that is one letter off a name of the run."""
    known = set(names)
    for at, text in ((("stem",), spec.stem), *spec.parts()):
        for word in dict.fromkeys(re.findall(r"`([\w.-]{5,80})`", text)):
            near = [name for name in names if _is_slip(word, name)]
            if word not in known and near:
                told = f"`{word}` is nothing in the run; did you mean `{few(near)}`?"
                yield _warned(at, "unknown-name", told)


def _is_slip(word: str, name: str) -> bool:
    """Says whether one letter, but for the last, is another, or two neighbours are swapped.

    >>> _is_slip("ingset", "ingest"), _is_slip("load_a", "load_b"), _is_slip("silver", "shiver")
    (True, False, False)
    """
    if len(word) != len(name):
        return False
    differ = [at for at, pair in enumerate(zip(word, name, strict=True)) if pair[0] != pair[1]]
    if len(differ) == 1:
        return word[differ[0]].isalpha() and name[differ[0]].isalpha() and differ[0] < len(word) - 1
    if len(differ) != 2:
        return False
    first, second = differ
    return second == first + 1 and word[first] == name[second] and word[second] == name[first]


def normal(text: str) -> tuple[str, ...]:
    """Returns the words of a text without what tells no difference; numbers, names and code stay.

    >>> normal("The task `load` fails.") == normal("A task `load` failed")
    True
    >>> normal("2 rows in Gdansk") == normal("3 rows in Gdansk")
    False
    """
    found, is_first = [], True
    for token in _TOKEN.findall(text):
        if token[0] == "`":
            found.append(token)
        elif not token[0].isalnum():
            is_first = is_first or token in _ENDS
            if token in _TELLING_SIGNS:
                found.append(token)
            continue
        elif any(sign.isdigit() for sign in token) or (token[0].isupper() and not is_first):
            found.append(token.rstrip("."))
        elif (word := token.rstrip(".").casefold()) not in _ARTICLES:
            found.append(stemmed(word))
        is_first = token.endswith(".")
    return tuple(found)


def _warned(at: Location, rule: str, message: str) -> Flaw:
    return Flaw(at, message, rule=rule, is_warning=True)
