"""Links that lead nowhere: within the site by what is there, to other sites by their form."""

import re

import pytest
from flask import Flask

from trialrun.content.prose.links import PAGES, SHELVES, Ends, dead_links, flaw_of

ENDS = Ends(
    {
        "lessons": {"f1-start", "s1-jobs"},
        "levels": {"keep-all"},
        "practice": {"rollback"},
        "simulator": {"one-fails"},
        "figures": {"a-log"},
        "bundles": {"library"},
        "facts": {"leaf-rule"},
    },
    {"rollback/what-is-left"},
    {"/lessons/s1-jobs/": {"what-fails", "sources"}, "/words/": {"states"}},
)
ALIVE = [
    "/", "/lessons/", "/lessons/s1-jobs/", "/lessons/s1-jobs", "/lessons/s1-jobs/#what-fails",
    "/lessons/f1-start/#whatever", "/levels/keep-all/", "/practice/rollback/", "/practice/missed/",
    "/practice/rollback/what-is-left/", "/simulator/one-fails/?do=run_now&step=3",
    "/simulator/own/", "/simulator/one-fails/map/", "/figures/a-log/?step=2",
    "/bundles/library/?target=prod",
    "/words/#states", "/search/?q=repair", "/drill/any/", "/my-data/export", "#here",
    "/facts/leaf-rule/",
    "https://docs.databricks.com/aws/en/jobs/#x", "http://host.example:80/",
    "mailto:a@b.example",
]  # fmt: skip
DEAD = [
    ("/lessons/s1-job/", "there is no `/lessons/s1-job/`; did you mean `s1-jobs`?"),
    ("/lessons/s1-jobs/#what-fail", "there is no `#what-fail` on `/lessons/s1-jobs/`; did you"),
    ("/words/#state", "there is no `#state` on `/words/`; did you mean `states`?"),
    ("/levels/keep/", "there is no `/levels/keep/`; did you mean `keep-all`?"),
    ("/practice/rolback/", "did you mean `rollback`?"),
    ("/practice/rollback/what-is-let/", "there is no question `what-is-let` in the set `rollback`"),
    ("/simulator/one-flies/?do=run_now", "there is no `/simulator/one-flies/`"),
    ("/figures/log/", "there is no `/figures/log/`"),
    ("/bundles/libary/", "did you mean `library`?"),
    ("/lesson/s1-jobs/", "there is no page `/lesson/s1-jobs/` behind `/lesson/`"),
    ("/seach/", "there is no page `/seach/`; did you mean `search`?"),
    ("s1-jobs", "`s1-jobs` leads nowhere from a page; begin it with /, or with https://"),
    ("www.databricks.com", "leads nowhere from a page; begin it with /, or with https://"),
    ("https://docs", "`https://docs` is no address of a site; write https://, its name"),
    ("htps://docs.databricks.com/", "is no address of a site"),
    ("https:///jobs", "is no address of a site"),
    ("javascript:alert", "is no address of a site"),
]


@pytest.mark.parametrize("to", ALIVE)
def test_a_link_that_leads_somewhere_is_passed_over(to):
    assert "" == flaw_of(to, ENDS)


@pytest.mark.parametrize(("to", "says"), DEAD, ids=[to for to, _ in DEAD])
def test_a_link_that_leads_nowhere_is_named(to, says):
    assert says in flaw_of(to, ENDS)


TEXT = """\
says: See [one](/lessons/f1-start/) and [two](/lessons/f2/) and
  [three](/levels/none/ "t"), but ![no](picture.png) and `[no](/code/)`.

```
[no](/fenced/)
```
- [four](/nowhere/)
[five]: /levels/six/
"""


def test_each_dead_link_of_a_text_has_its_line_and_column():
    found = [(line, column) for line, column, _ in dead_links(TEXT, ENDS)]

    assert [(1, 41), (2, 3), (7, 3), (8, 1)] == found


def test_the_pages_are_those_of_the_app(app: Flask):
    rules = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    alone = {rule.strip("/") for rule in rules if rule.endswith("/") and rule.count("/") < 3}
    shelves = {found[1] for rule in rules if (found := re.fullmatch(r"/([a-z]+)/<\w+>/", rule))}

    assert alone - {"authors"} == PAGES
    assert set() == set(SHELVES) - shelves
