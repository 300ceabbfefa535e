"""What is guessed by a name alone: only names that can hardly mean anything else."""

import pytest

from tests.review.examples import clustered, on_cluster
from trialrun.review import review

KIND = "clean-up-skipped"
MEANT = (
    "notify_failure", "on_error", "alert_on_failure", "send_alert_on_failure", "email_if_failed",
    "notify_ops_on_failure", "slack_failure", "send_failure_email", "on_failure_notify",
    "notifyOnFailure", "if_failed_tell", "clean_up", "cleanup", "final_cleanup", "teardown",
    "tear_down_cluster", "clean_up_staging", "cleanup_temp_tables", "drop_temp_tables_2",
    "delete_tmp", "remove_temp_files", "release_lock", "stop_cluster", "terminate_clusters",
    "shut_down_cluster", "finally", "on_exit",
)  # fmt: skip
HEALTHY = (
    "report_failed_payments", "post_error_corrections", "page_error_rates", "log_errors",
    "handle_failed_orders", "handle_errors", "send_failed_payments", "email_error_report_to_tax",
    "notify_failed_customers", "send_payment_failures", "alert_error_rates", "load_error_log",
    "on_time_errors", "teams_with_errors", "mail_top_errors", "cleanup_addresses",
    "clean_up_customer_names", "address_cleanup", "drop_temp_outliers", "delete_temp_workers",
    "unlock_accounts", "terminate_contracts", "shutdown_hours", "stop_losses", "release_notes",
    "remove_duplicates", "drop_table", "finally_scored", "clean_orders", "if_new_errors", "\u05d0",
)  # fmt: skip


def told(name: str) -> list[str]:
    found = review(clustered(on_cluster("load"), on_cluster(name, "load"))).findings
    return [one.says for one in found if one.kind == KIND]


@pytest.mark.parametrize("name", MEANT)
def test_a_name_that_is_meant_for_failures_is_told_as_a_guess(name):
    (says,) = told(name)
    assert "though by its name it is there to " in says


@pytest.mark.parametrize("name", HEALTHY)
def test_a_name_of_other_work_is_not(name):
    assert [] == told(name)
