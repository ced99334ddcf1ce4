INSERT INTO twilio_server.audit_log (at, actor, action, tenant_id, subject, before, after)
VALUES ($1, $2, $3, $4, $5, $6, $7)
