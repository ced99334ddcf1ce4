-- A job that takes its process down with it must not do so for ever.
WITH theirs AS (
    SELECT job_id
    FROM twilio_server.jobs
    WHERE finished_at IS NULL AND claimed_by = ANY($1)
    ORDER BY job_id
    FOR UPDATE
)
UPDATE twilio_server.jobs j
SET state = CASE
        WHEN j.cancel_requested_at IS NOT NULL THEN 'canceled'
        WHEN j.attempt >= j.max_attempts THEN 'dead'
        ELSE 'available'
    END,
    finished_at = CASE WHEN j.cancel_requested_at IS NOT NULL OR j.attempt >= j.max_attempts THEN $2::timestamptz END,
    claimed_by = NULL,
    last_error = 'The process that ran it ended.'
FROM theirs
WHERE j.job_id = theirs.job_id AND j.claimed_by = ANY($1)
