"""A learner of surface cues: ridge regression, each question foretold by all the others.

In plain Python: a few features make a small system, and what leaving a question out changes is
known in closed form, so that nothing is fitted twice.
"""

from collections.abc import Sequence

from trialrun.questions.bank.cues import CUES, OPPOSITES, within
from trialrun.questions.bank.guessable import Guessable

RIDGE = 10.0
"""How strongly weights are held near 0. One value, not the best of several: that would be luck."""

Numbers = list[float]


def foretold(questions: Sequence[Guessable]) -> list[Numbers]:
    """Returns for each option how right it looks to somebody who knows the key of all the others.

    Leaving question g out changes its residuals e to (I - H)^-1 e, where H = X A^-1 X' of its own
    rows X, and A is X'X of all, with the ridge.
    """
    features = [_features(question) for question in questions]
    targets = [within([float(right) for right in question.rights]) for question in questions]
    size = len(features[0][0]) if features else 0
    inverse = _inverse(_system(features, size))
    sums = [
        sum(row[at] * target for rows, of in zip(features, targets, strict=True)
            for row, target in zip(rows, of, strict=True))
        for at in range(size)
    ]  # fmt: skip
    weights = _times(inverse, sums)
    return [
        _left_out(rows, target, inverse, weights)
        for rows, target in zip(features, targets, strict=True)
    ]


def _features(question: Guessable) -> list[Numbers]:
    columns = [within(cue(question)) for name, cue in CUES.items() if name not in OPPOSITES]
    return [list(row) for row in zip(*columns, strict=True)]


def _system(features: Sequence[Sequence[Numbers]], size: int) -> list[Numbers]:
    """Returns X'X with the ridge."""
    found = [[RIDGE * (row == column) for column in range(size)] for row in range(size)]
    for rows in features:
        for row in rows:
            for at, value in enumerate(row):
                if value:
                    line = found[at]
                    for to, other in enumerate(row):
                        line[to] += value * other
    return found


def _left_out(
    rows: list[Numbers], target: Numbers, inverse: list[Numbers], weights: Numbers
) -> Numbers:
    """Returns what is foretold of a question by the others alone."""
    residuals = [right - _dot(row, weights) for row, right in zip(rows, target, strict=True)]
    spread = [_times(inverse, row) for row in rows]
    without = [
        [float(at == to) - _dot(rows[at], spread[to]) for to in range(len(rows))]
        for at in range(len(rows))
    ]
    left = _times(_inverse(without), residuals)
    return [right - residual for right, residual in zip(target, left, strict=True)]


def _inverse(matrix: list[Numbers]) -> list[Numbers]:
    """Inverts a matrix by elimination; those here are positive definite."""
    size = len(matrix)
    work = [[*row, *(float(at == to) for to in range(size))] for at, row in enumerate(matrix)]
    for at in range(size):
        best = max(range(at, size), key=lambda row: abs(work[row][at]))
        work[at], work[best] = work[best], work[at]
        pivot = work[at][at]
        work[at] = [value / pivot for value in work[at]]
        for row in range(size):
            factor = work[row][at]
            if row != at and factor:
                work[row] = [
                    value - factor * other for value, other in zip(work[row], work[at], strict=True)
                ]
    return [row[size:] for row in work]


def _times(matrix: list[Numbers], vector: Numbers) -> Numbers:
    return [_dot(row, vector) for row in matrix]


def _dot(one: Numbers, other: Numbers) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))
