SELECT at, actor, action, tenant_id, subject, before::text, after::text
FROM twilio_server.audit_log
ORDER BY audit_id DESC
LIMIT $1
