"""Who is told of what: e-mail and webhook lists, settings and health rules, to one value."""

from trialrun.engine.job.job import SILENT, Notifications
from trialrun.jobs.shape import Fields

RUN_DURATION = "RUN_DURATION_SECONDS"

_LATE = "on_duration_warning_threshold_exceeded"


def read_notifications(owner: Fields) -> Notifications:
    """Returns the notifications of a job or a task, SILENT if it has none."""
    mails, hooks = owner.part("email_notifications"), owner.part("webhook_notifications")
    settings = owner.part("notification_settings")
    notifications = Notifications(
        on_start=_who(mails, hooks, "on_start"),
        on_success=_who(mails, hooks, "on_success"),
        on_failure=_who(mails, hooks, "on_failure"),
        on_duration_warning=_who(mails, hooks, _LATE),
        warns_after_ms=_warns_after_ms(owner.part("health")),
        # The flag among the e-mails is the older place of the same setting.
        no_alert_for_skipped_runs=settings.flag("no_alert_for_skipped_runs")
        or mails.flag("no_alert_for_skipped_runs"),
        no_alert_for_canceled_runs=settings.flag("no_alert_for_canceled_runs"),
        alert_on_last_attempt=settings.flag("alert_on_last_attempt"),
    )
    return SILENT if notifications == SILENT else notifications


def _who(mails: Fields, hooks: Fields, event: str) -> tuple[str, ...]:
    webhooks = [f"webhook {hook.text('id')}" for hook in hooks.parts(event)]
    return (*mails.texts(event), *webhooks)


def _warns_after_ms(health: Fields) -> int | None:
    seconds = [
        rule.number("value")
        for rule in health.parts("rules")
        if rule.text("metric") == RUN_DURATION and rule.number("value") > 0
    ]
    return min(seconds) * 1000 if seconds else None
