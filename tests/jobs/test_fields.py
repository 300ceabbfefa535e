"""The field table: where it is from, and a few facts that everything rests on."""

import json
from pathlib import Path

from trialrun import jobs
from trialrun.jobs.fields import PLAIN, FieldType, field_table, payload_names

FIELDS_JSON = Path(jobs.__file__).parent / "fields.json"


def test_the_table_says_where_it_is_from():
    table = json.loads(FIELDS_JSON.read_text())

    assert (
        "databricks-sdk 0.162.0 (PyPI), databricks/sdk/service/jobs.py, compute.py",
        "Apache-2.0, Copyright (2023) Databricks, Inc.",
        "tools/job_fields.py",
    ) == (table["source"], table["licence"], table["made_by"])


def test_every_type_is_known():
    table = field_table()
    kinds = {field.kind for fields in table.objects.values() for field in fields.values()}

    assert set() == kinds - PLAIN - {"job"} - table.objects.keys() - table.enums.keys()


def test_a_task_has_its_fields():
    fields = field_table().objects["Task"]

    assert FieldType("string", required=True) == fields["task_key"]
    assert FieldType("TaskDependency", "list") == fields["depends_on"]
    assert FieldType("RunIf") == fields["run_if"]
    assert FieldType("compute.ClusterSpec") == fields["new_cluster"]
    assert FieldType("string", "map") == field_table().objects["NotebookTask"]["base_parameters"]


def test_payloads_are_the_fields_that_end_in_task():
    assert {"notebook_task", "condition_task", "for_each_task", "run_job_task"} <= payload_names()
    assert 21 == len(payload_names())
