"""Starting files for authors: each is whole, and proven as it stands. Texts only."""

import json

from trialrun.content.schemas import first_line

SCENARIO = """\
# What happens here is yours to say: docs/authoring.md has every field.
title: {title}
summary: "{clean} fails, and {report} runs all the same."
order: {order}
job:                          # as in a bundle, or as the Jobs API takes it
  name: {name}
  job_clusters: [{{job_cluster_key: main}}]
  tasks:
    - task_key: {load}
      job_cluster_key: main
      notebook_task: {{notebook_path: /{name}/load}}
    - task_key: {clean}
      depends_on: [{{task_key: {load}}}]
      job_cluster_key: main
      notebook_task: {{notebook_path: /{name}/clean}}
    - task_key: {report}
      depends_on: [{{task_key: {clean}}}]
      run_if: ALL_DONE
      job_cluster_key: main
      notebook_task: {{notebook_path: /{name}/report}}
script:                       # what happens when a task runs
  {load}: {{takes: 2m, writes: [{{to: bronze.{table}, mode: append, rows: 120}}]}}
  {clean}:
    takes: 60s
    writes: [{{to: silver.{table}, mode: append, rows: 100}}]
    fails: {{on: all}}          # until somebody fixes it
  {report}: {{takes: 30s, writes: [{{to: gold.{table}, mode: overwrite, rows: 10}}]}}
actions: [{{do: run_now}}]
"""

LEVEL = """\
# What may be turned and done is yours to say: docs/authoring.md has every field.
title: {title}
tier: first                   # first, second, third
order: {order}
story: "{clean} failed, and the cause is fixed. Which way on keeps what is done?"
job:
  name: {name}
  job_clusters: [{{job_cluster_key: main}}]
  tasks:
    - {{task_key: {load}, job_cluster_key: main, notebook_task: {{notebook_path: /{name}/load}}}}
    - task_key: {clean}
      depends_on: [{{task_key: {load}}}]
      job_cluster_key: main
      notebook_task: {{notebook_path: /{name}/clean}}
script:
  {load}: {{takes: 60s, writes: [{{to: bronze.{table}, mode: append, rows: 120}}]}}
  {clean}: {{takes: 60s, fails: {{on: all}}}}
actions: [{{do: run_now}}, {{do: fix, task: {clean}}}]
may:
  do: [repair, run_now]
  do_max: 2                   # so many actions may be added
goal:
  - {{says: The run is whole., claim: run == "SUCCESS"}}
  - {{says: No table has surplus rows., claim: dup == 0}}
hints: [Which tasks have not succeeded?, A repair keeps what has.]
solution: {{do: [repair]}}
wrong:
  - {{try: {{do: [run_now]}}, misses: 2, why: A new run does everything again.}}
facts: [{fact}]
takeaway: A repair runs what did not succeed.
par: 1                        # the fewest moves that solve it
"""

INCIDENT = """\
# What went wrong is yours to say: docs/authoring.md has every field.
title: {title}
order: {order}
call: {{from: The pager, says: "The run of `{name}` has failed. Mend it by the morning."}}
job:
  name: {name}
  job_clusters: [{{job_cluster_key: main}}]
  email_notifications: {{on_failure: [oncall@example.com]}}
  tasks:
    - {{task_key: {load}, job_cluster_key: main, notebook_task: {{notebook_path: /{name}/load}}}}
    - task_key: {clean}
      depends_on: [{{task_key: {load}}}]
      job_cluster_key: main
      notebook_task: {{notebook_path: /{name}/clean}}
script:
  {load}: {{takes: 60s, writes: [{{to: bronze.{table}, mode: append, rows: 120}}]}}
  {clean}: {{takes: 60s, fails: {{on: all}}}}
actions: [{{do: run_now}}]
messages: {{{clean}: "ValueError: a row has no date"}}
causes:                       # exactly one sign holds in the run; the others say in which it would
  - says: "`{clean}` failed by itself, behind rows that are whole."
    sign: tasks["{clean}"].state == "FAILED" && tables["bronze.{table}"].rows == 120
    why: It has a message of its own, and the table before it has its rows once.
  - says: "`{load}` failed, so nothing behind it was started."
    sign: tasks["{load}"].state == "FAILED"
    why: "`{load}` has succeeded."
    if: {{fail: [{load}]}}
  - says: The rows were loaded twice.
    sign: tables["bronze.{table}"].rows == 240
    why: The table has one version, with 120 rows.
    if: {{do: [run_now, run_now]}}
  - says: "`{load}` was tried again behind its write, and `{clean}` met each row twice."
    sign: tasks["{load}"].attempts == 2
    why: It made one attempt.
    if: {{fail: ["{load}:0@1", {clean}], dial: ["{load}.retries:1"]}}
may:
  do: [fix, repair, run_now]
  do_max: 3                   # so often something may be done
goal:
  - {{says: The run is whole., claim: run == "SUCCESS"}}
  - {{says: No table has surplus rows., claim: dup == 0}}
hints: [Which task has a message?, Mend what failed before you press anything.]
solution: {{do: [fix, repair]}}    # check proves that nothing offered does better
wrong:
  - {{try: {{do: [repair]}}, misses: 1, why: The code is as it was.}}
  - {{try: {{do: [fix, run_now]}}, misses: 2, why: A new run loads the rows again.}}
facts: [{fact}]
takeaway: Mend the cause first, then repair.
"""

LESSON = """\
---
title: {title}
order: {order}
minutes: 5
objectives:
  - "What a reader can do after it"
---

{says}[^{fact}]

## {title} in short

::: anchor
**Say here what to hold on to.**
:::

:::: recall
::: answer What is the one sentence of this lesson?
{says}[^{fact}]
:::
::::
"""

FIGURE = """\
# What happens here is yours to say: docs/authoring.md has every kind and step.
kind: log
title: {title}
summary: A few rows are appended, and a retry of a write that failed appends them once.
table: silver.{table}
steps:
  - {{do: append, by: the first run, rows: {{soup: "6.00", pasta: "11.50"}}}}
  - {{do: append, by: the second run, rows: {{cake: "4.80"}}, fails_after: 1}}
  - {{do: append, by: its retry, rows: {{cake: "4.80"}}}}
"""

SET = """\
# Write on from here: docs/authoring.md has every kind of question.
title: {title}
summary: One sentence about it.
lesson: {lesson}
order: {order}
questions:
  - id: how-it-ends
    kind: choice
    stem: |-
      {story}

      In which state does this run end?
    run: {scenario}
    options:
{options}
  - id: each-task
    kind: predict
    stem: |-
      {story}

      In which state does each of its tasks end?
    run: {scenario}
"""

_OPTION = """\
      - says: {says}
        claim: run == "{state}"
        why: "{why}"
"""
ENDS = {
    "SUCCESS": ("Succeeded", "All leaves would have to succeed, and every task before them."),
    "FAILED": ("Failed", "A leaf would have to fail: a task that nothing depends on."),
    "SUCCESS_WITH_FAILURES": (
        "Succeeded with failures",
        "Each leaf would have to succeed while another task does not.",
    ),
    "CANCELED": ("Canceled", "Somebody would have to cancel it, and nobody does."),
}
"""States in which a run may end, by their names in the UI, each with why it is not so."""
HOLDS = "This is how the leaves of the job make it end."


def scenario_start(name: str, *, order: int) -> str:
    """Returns a scenario of three tasks, of which one fails."""
    return _filled(SCENARIO, f"scenarios/{name}.yaml", name, order=order)


def level_start(name: str, *, order: int, fact: str) -> str:
    """Returns a level that is solved by a repair."""
    return _filled(LEVEL, f"levels/{name}.yaml", name, order=order, fact=fact)


def incident_start(name: str, *, order: int, fact: str) -> str:
    """Returns an incident whose task failed by itself; it is mended, then repaired."""
    return _filled(INCIDENT, f"incidents/{name}.yaml", name, order=order, fact=fact)


def figure_start(name: str) -> str:
    """Returns a figure of a table's log."""
    return _filled(FIGURE, f"lessons/figures/{name}.yaml", name)


def lesson_start(name: str, *, order: int, fact: str, says: str) -> str:
    """Returns a lesson about one fact."""
    return LESSON.format(title=titled(name), order=order, fact=fact, says=_line(says))


def outline_entry(name: str) -> str:
    """Returns the line by which the course lists a lesson."""
    return f"  - {{slug: {name}, title: {titled(name)}, says: One sentence about it.}}\n"


def set_start(name: str, *, order: int, lesson: str, scenario: str, story: str, ends: str) -> str:
    """Returns a set of two questions about a scenario, whose last run `ends` in a state."""
    states = [ends, *(state for state in ENDS if state != ends)]
    options = [
        _OPTION.format(
            says=f"It ends as {ENDS[state][0]}.",
            state=state,
            why=HOLDS if state == ends else ENDS[state][1],
        )
        for state in sorted(states[:4])
    ]
    return first_line(f"quizzes/{name}.yaml") + "\n" + SET.format(
        title=titled(name), lesson=lesson, order=order, scenario=scenario,
        story=_line(story), options="".join(options),
    )  # fmt: skip


def titled(name: str) -> str:
    """Returns a title out of a name.

    >>> titled("the-night-ferry")
    'The night ferry'
    """
    words = name.replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def _filled(text: str, path: str, name: str, **fields: str | int) -> str:
    words = name.replace("-", "_")
    return first_line(path) + "\n" + text.format(
        name=name, title=json.dumps(titled(name)), table=words,
        load="load", clean="clean", report="report", **fields,
    )  # fmt: skip


def _line(text: str) -> str:
    return " ".join(text.split())
