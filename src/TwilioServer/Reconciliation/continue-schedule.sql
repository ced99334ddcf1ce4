-- The insert reads what the update returns, so it comes after it: the key is free by then.
WITH ended AS (
    UPDATE twilio_server.jobs
    SET state = 'done', claimed_by = NULL, finished_at = $4
    WHERE job_id = $1 AND claimed_by = $2 AND attempt = $3
    RETURNING kind, unique_key, payload, max_attempts
)
INSERT INTO twilio_server.jobs (kind, unique_key, payload, run_at, max_attempts, created_at)
SELECT kind, unique_key, payload, $5, max_attempts, $4
FROM ended
