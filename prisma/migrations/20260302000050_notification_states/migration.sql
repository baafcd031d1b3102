-- Channels and states of every client version: one declares `webhook` and `pending`, which the first table refused.

alter table notification_audit
  drop constraint notification_audit_channel_check,
  add constraint notification_audit_channel_check
    check (channel in ('email', 'slack', 'pagerduty', 'sms', 'webhook', 'teams', 'console', 'file', 'log')),
  drop constraint notification_audit_status_check,
  add constraint notification_audit_status_check
    check (status in ('sent', 'failed', 'pending', 'acknowledged', 'escalated'));
