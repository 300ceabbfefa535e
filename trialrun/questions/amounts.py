"""Numbers as people write them, with what they count: 1,000 rows, 2:00, 120 s, $0.12. Pure.

Times are told in ms and money in cents, as claims have them; all else is a plain number.
"""

import re
from collections.abc import Mapping
from decimal import Decimal

LENGTH_MAX = 40
DIGITS_MAX = 15

_TIME = {
    "ms": 1,
    "seconds": 1_000, "second": 1_000, "secs": 1_000, "sec": 1_000, "s": 1_000,
    "minutes": 60_000, "minute": 60_000, "mins": 60_000, "min": 60_000, "m": 60_000,
    "hours": 3_600_000, "hour": 3_600_000, "hrs": 3_600_000, "hr": 3_600_000, "h": 3_600_000,
}  # fmt: skip
_MONEY = {"cents": 1, "cent": 1, "ct": 1, "c": 1, "¢": 1, "dollars": 100, "dollar": 100, "$": 100}
TIME_UNITS, MONEY_UNITS = ("seconds", "minutes", "hours"), ("cents", "dollars")

# A thousand may be set off by a blank, thin or not, by an apostrophe or by an underscore.
_BETWEEN = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'’_](?=\d{3}(?!\d))")
_TOKEN = re.compile(r"\d[\d.,:]*|[^\W\d_]+|\S")
_CLOCK = re.compile(r"(\d+):([0-5]\d)(?::([0-5]\d))?(?:\.(\d{1,3}))?")
_WHOLE = re.compile(r"\d+")
_BY_COMMA = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_BY_DOT = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")
_DECIMAL = re.compile(r"\d+[.,]\d+")


class AmountError(ValueError):
    """A text that is no such number; its text says why in a sentence."""


def read_amount(text: str, unit: str) -> Decimal:
    """Reads a number of a unit: of time in ms, of money in cents. Raises AmountError.

    >>> int(read_amount("2 min", "seconds")), int(read_amount("1 000 rows", "rows"))
    (120000, 1000)
    """
    if len(text) > LENGTH_MAX:
        raise AmountError("That is too long for a number. Write digits only, such as 120.")
    tokens = _TOKEN.findall(_BETWEEN.sub("", text.strip().lower()))
    sign = 1
    if tokens and tokens[0] in "+-−":
        sign = 1 if tokens.pop(0) == "+" else -1
    if not any(token[0].isdecimal() for token in tokens):
        raise AmountError(f"This asks for a number. Write it in digits, such as {such_as(unit)}.")
    if sum(letter.isdecimal() for letter in text) > DIGITS_MAX:
        raise AmountError(f"That number is too long. Write at most {DIGITS_MAX} digits.")
    if unit in TIME_UNITS:
        return sign * _time(tokens, unit)
    if unit in MONEY_UNITS:
        return sign * _measured(_in_front(tokens), unit, _MONEY)
    return sign * _counted(tokens, unit)


def such_as(unit: str) -> str:
    """Returns examples of what may be written.

    >>> such_as("seconds")
    '120, 120 s or 2:00'
    """
    if unit == "hours":
        return "2, 2 h or 2:00:00"
    if unit == "minutes":
        return "2, 2 min or 2:00"
    return "120, 120 s or 2:00" if unit == "seconds" else "1,000"


def amount_told(amount: Decimal, unit: str) -> str:
    """Writes a number as it is told, without its unit; `read_amount` reads it again.

    >>> amount_told(Decimal(120_000), "seconds"), amount_told(Decimal(1000), "rows")
    ('2:00', '1,000')
    """
    sign = "-" if amount < 0 else ""
    amount = abs(amount)
    if unit in TIME_UNITS:
        whole, ms = divmod(amount, 1000)
        minutes, seconds = divmod(int(whole), 60)
        hours, minutes = divmod(minutes, 60)
        ahead = f"{hours}:{minutes:02d}" if hours or unit == "hours" else f"{minutes}"
        rest = f".{int(ms):03d}".rstrip("0") if int(ms) else ""
        return f"{sign}{ahead}:{seconds:02d}{rest}"
    if unit == "dollars":
        amount /= 100
    return f"{sign}{amount.normalize():,f}" if amount % 1 else f"{sign}{int(amount):,}"


def _time(tokens: list[str], unit: str) -> Decimal:
    clock = _CLOCK.fullmatch(tokens[0])
    if clock is None or len(tokens) > 1:
        return _measured(tokens, unit, _TIME)
    first, second, third = (int(part or 0) for part in clock.groups()[:3])
    if clock[3] is None and unit == "hours":
        told = f"{tokens[0]} may be hours or minutes"
        raise AmountError(f"{told}. Write {tokens[0]}:00 or 0:{first:02d}:{second:02d}.")
    seconds = first * 60 + second if clock[3] is None else first * 3600 + second * 60 + third
    return Decimal(seconds * 1000 + int((clock[4] or "").ljust(3, "0")))


def _measured(tokens: list[str], unit: str, family: Mapping[str, int]) -> Decimal:
    """Adds up numbers, each with its unit behind it; a single one may do without."""
    total, at, is_alone = Decimal(0), 0, len(tokens) == 1
    while at < len(tokens):
        number = _number(tokens[at])
        word = unit if is_alone else (tokens[at + 1] if at + 1 < len(tokens) else "")
        if word not in family:
            raise AmountError(_wants(unit))
        total += number * family[word]
        at += 2
    return total


def _in_front(tokens: list[str]) -> list[str]:
    """Puts a $ behind its number."""
    return [tokens[1], "$"] if len(tokens) == 2 and tokens[0] == "$" else tokens


def _counted(tokens: list[str], unit: str) -> Decimal:
    named = " ".join(tokens[1:])
    words = unit.lower().split()
    known = {" ".join(words[at:]) for at in range(len(words))}
    known |= {each.removesuffix("s") for each in known} | {f"{each}s" for each in known}
    if named and named not in known:
        raise AmountError(_wants(unit))
    return _number(tokens[0])


def _wants(unit: str) -> str:
    return f"This asks for {unit or 'a number'}. Write one number, such as {such_as(unit)}."


def _number(token: str) -> Decimal:
    if _WHOLE.fullmatch(token):
        return Decimal(token)
    if _BY_COMMA.fullmatch(token):
        return Decimal(token.replace(",", ""))
    if _BY_DOT.fullmatch(token):
        if token.count(".") == 1:
            plain = token.replace(".", "")
            raise AmountError(f"{token} may be {plain} or a fraction. Write {plain}, or {token}0.")
        return Decimal(token.replace(".", ""))
    if _DECIMAL.fullmatch(token):
        return Decimal(token.replace(",", "."))
    raise AmountError("That is no number. Write it in digits, such as 1,000 or 2.5.")
