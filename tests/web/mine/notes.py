"""What stands on the pages of My data. No test in here."""

import re

from werkzeug.test import TestResponse

from tests.web.pages import strict, text_of

CODE = re.compile(r"Code: ((?:[0-9A-Z]{4}-){6}[0-9A-Z]{4})")


def code_on(response: TestResponse) -> str:
    """Returns the code on the page that has just made one."""
    found = CODE.search(says(response))
    assert found is not None
    return found[1]


def says(response: TestResponse) -> str:
    """Returns what a page says."""
    return text_of(strict(response))
