"""Definitions of every kind, our own: each is read, says what it should, and runs to its end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.jobs.reading import CORPUS
from trialrun.jobs import JobFile, read_job_file

EXPECTED = {
    # file: jobs, tasks of all of them, warnings
    "anchors_and_merges.yml": (2, 3, 0),
    "bundle_only_fields.yml": (1, 1, 1),
    "compute_of_all_kinds.yml": (1, 9, 0),
    "condition_number.yml": (1, 5, 0),
    "condition_of_two_values.yml": (1, 4, 0),
    "condition_parameter.yml": (1, 5, 0),
    "condition_text.yml": (1, 3, 0),
    "continuous.yml": (1, 1, 0),
    "continuous_of_many.yml": (1, 2, 1),
    "create_payload.yaml": (1, 3, 0),
    "dbt.yml": (1, 2, 1),
    "disabled_tasks.yml": (1, 3, 0),
    "every_run_if.yml": (1, 8, 0),
    "failure_state_condition.yml": (1, 3, 0),
    "family_of_jobs.yml": (3, 6, 1),
    "fan_out_and_in.yml": (1, 6, 0),
    "fifty_tasks.yml": (1, 50, 0),
    "file_arrival.yml": (1, 2, 0),
    "git_source.json": (1, 2, 2),
    "jar_and_submit.json": (1, 2, 0),
    "jobs_get.json": (1, 2, 0),
    "jobs_get_one_line.json": (1, 2, 0),
    "jobs_list.json": (3, 3, 0),
    "loop_literal.yml": (1, 2, 0),
    "loop_of_jobs.yml": (2, 3, 0),
    "loop_of_objects.yml": (1, 2, 0),
    "loop_over_parameter.json": (1, 1, 0),
    "loop_task_value.yml": (1, 2, 0),
    "misspelt.yml": (1, 1, 4),
    "newer_tasks.json": (1, 4, 0),
    "notifications.yml": (1, 1, 0),
    "one_notebook.yml": (1, 1, 0),
    "parameters.yml": (1, 2, 0),
    "periodic.yml": (1, 1, 0),
    "pipelines.yml": (1, 2, 0),
    "queue_and_limits.json": (1, 1, 0),
    "quoted_numbers.yml": (1, 1, 0),
    "reset_payload.json": (1, 1, 0),
    "runs_a_job_elsewhere.yml": (1, 3, 4),
    "schedule.yml": (1, 1, 0),
    "schedule_java_zone.yml": (1, 1, 1),
    "schedule_paused.json": (1, 1, 0),
    "sql_of_all_kinds.json": (1, 5, 0),
    "streaming_health.yml": (1, 1, 1),
    "submit_payload.json": (1, 1, 0),
    "table_update.yml": (1, 1, 0),
    "targets.yml": (1, 1, 1),
    "three_in_a_row.yml": (1, 3, 0),
    "trigger_on_jobs.json": (1, 1, 1),
    "triggers_preview.yml": (1, 1, 1),
    "two_stage_gate.json": (1, 5, 0),
    "update_payload.yml": (1, 1, 1),
    "variables_everywhere.yml": (1, 4, 12),
    "wheel.yml": (1, 1, 2),
    "without_resources.yml": (1, 1, 1),
}

TEXTS = [path.read_text(encoding="utf-8") for path in sorted(CORPUS.iterdir())]


def read_corpus(name: str) -> JobFile:
    """Reads a file of the corpus."""
    return read_job_file(name, (CORPUS / name).read_text(encoding="utf-8"))


def test_every_file_of_the_corpus_is_expected():
    assert sorted(EXPECTED) == sorted(path.name for path in CORPUS.iterdir())


@pytest.mark.parametrize("name", EXPECTED)
def test_corpus_is_read(name):
    file = read_corpus(name)

    assert [] == file.problems
    jobs = [world.job for world in file.worlds.values()]
    assert EXPECTED[name] == (
        len(jobs),
        sum(len(job.tasks) for job in jobs),
        len(file.warnings),
    )


@pytest.mark.parametrize("name", EXPECTED)
def test_every_warning_has_a_line_and_a_sentence(name):
    for warning in read_corpus(name).warnings:
        assert warning.line > 0
        assert warning.message.startswith("column ")
        assert warning.message.isprintable()


@pytest.mark.parametrize("name", EXPECTED)
def test_corpus_simulates(name):
    from trialrun.engine import simulate

    for world in read_corpus(name).worlds.values():
        assert "SUCCESS" == simulate(world).result


def mutated(text: str, draw: st.DrawFn) -> str:
    """Returns a text with up to four pieces taken out, doubled, or put in elsewhere."""
    for _ in range(draw(st.integers(1, 4))):
        at, to = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        to = min(to, at + 200)
        piece = draw(st.sampled_from(PIECES) | st.text(max_size=8) | st.just(text[at:to]))
        text = text[:at] + piece + text[draw(st.sampled_from([at, to])) :]
    return text


PIECES = [
    "", "\n", "\t", "  ", "- ", ": ", ",", "{", "}", "[", "]", '"', "'", "*x", "&x ", "<<: *x", "#",
    "~", "null", "true", "-1", "1e400", "9" * 30, "${var.x}", "{{tasks.a.values.k}}", "\u202e",
    "<script>", "task_key: a", "depends_on: [{task_key: a}]", "for_each_task: {inputs: '[1]'}",
    "condition_task:", "run_job_task: {job_id: 1}", "---\n", "|\n", "\\", "\x00", "\ud800",
]  # fmt: skip


@given(st.data())
def test_no_text_raises(data):
    text = mutated(data.draw(st.sampled_from(TEXTS)), data.draw)

    file = read_job_file("mutated.yml", text)

    assert file.problems or file.worlds
    for job in file.jobs.values():
        assert (job.world is None) == bool(job.problems)
    for problem in file.problems + file.warnings:
        assert problem.message.isprintable()
