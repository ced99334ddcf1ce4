WITH due AS (
    SELECT j.job_id
    FROM unnest($1::text[], $2::integer[]) AS k (kind, free)
    CROSS JOIN LATERAL (
        SELECT job_id
        FROM twilio_server.jobs
        WHERE state = 'available' AND kind = k.kind AND run_at <= $4
        ORDER BY run_at, job_id
        LIMIT k.free
        FOR UPDATE SKIP LOCKED
    ) j
)
UPDATE twilio_server.jobs j
SET state = 'running', claimed_by = $3, claimed_at = $4, attempt = j.attempt + 1
FROM due
WHERE j.job_id = due.job_id
    AND EXISTS (SELECT 1 FROM twilio_server.nodes n WHERE n.node_id = $3 AND n.ended_at IS NULL)
RETURNING j.job_id, j.kind, j.tenant_id, j.payload::text, j.attempt, j.max_attempts
