-- The node's row is locked against being ended, so that no claim slips in behind the rescue of the node's jobs.
WITH me AS MATERIALIZED (
    SELECT node_id
    FROM twilio_server.nodes
    WHERE node_id = $3 AND ended_at IS NULL
    FOR KEY SHARE
), due AS MATERIALIZED (
    SELECT j.job_id, k.place
    FROM me
    CROSS JOIN unnest($1::text[], $2::integer[]) WITH ORDINALITY AS k (kind, wanted, place)
    CROSS JOIN LATERAL (
        SELECT job_id
        FROM twilio_server.jobs
        WHERE kind = k.kind AND run_at <= $4 AND finished_at IS NULL AND state = 'available'
        ORDER BY run_at, job_id
        LIMIT k.wanted
        FOR UPDATE SKIP LOCKED
    ) j
)
UPDATE twilio_server.jobs j
SET state = 'running', claimed_by = $3, claimed_at = $4, attempt = j.attempt + 1
FROM due
WHERE j.job_id = due.job_id
RETURNING j.job_id, due.place, j.tenant_id, j.payload::text, j.attempt, j.max_attempts
