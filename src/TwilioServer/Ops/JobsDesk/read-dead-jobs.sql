SELECT job_id, kind, tenant_id, attempt, created_at, finished_at, last_error
FROM twilio_server.jobs
WHERE state = 'dead' AND kind = coalesce($1, kind)
ORDER BY job_id DESC
LIMIT $2
