"""The code of a private link: made, read as people type it, and proven. Knows no page.

A code is 28 letters and digits, 140 bits by chance: none can be guessed, so its proof needs no salt
and no slow digest. I, L, O and U are none of them: they are read as what they look like.
"""

import re
import secrets
from hashlib import sha256

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH, GROUP = 28, 4
TYPED_MAX = 500
"""A whole link may be pasted in the place of its code."""

_LOOKS_LIKE = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-\u2010-\u2015]+")


def new_code() -> str:
    """Makes a code by chance, in groups of four."""
    return code_of(secrets.token_bytes(LENGTH))


def code_of(secret: bytes) -> str:
    """Makes the code of a secret of at least 28 bytes; of the same secret it is the same.

    >>> code_of(bytes(range(28)))
    '0123-4567-89AB-CDEF-GHJK-MNPQ-RSTV'
    """
    letters = "".join(LETTERS[byte % len(LETTERS)] for byte in secret[:LENGTH])
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def read_code(typed: str) -> str:
    """Reads a code as it was typed, or the link that ends in one; "" for none.

    >>> read_code("https://a.example/x/#abcd-efgh jkmn-pqrs-tvwx-yz01-234o")
    'ABCDEFGHJKMNPQRSTVWXYZ012340'
    >>> read_code("abc")
    ''
    """
    code = _BETWEEN.sub("", typed[:TYPED_MAX].rpartition("#")[2]).upper().translate(_LOOKS_LIKE)
    return code if len(code) == LENGTH and set(code) <= set(LETTERS) else ""


def proof_of(code: str) -> str:
    """Returns what is kept of a code."""
    return sha256(f"trial-run/{read_code(code)}".encode()).hexdigest()
