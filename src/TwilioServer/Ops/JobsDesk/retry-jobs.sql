-- Attempts are counted on, never anew: they tell one claim of a job from another. Of several jobs with one key the
-- newest runs, and none while another with that key waits or runs.
WITH wanted AS (
    SELECT DISTINCT ON (coalesce(j.unique_key, j.job_id::text)) j.job_id
    FROM twilio_server.jobs j
    WHERE (j.job_id = $1 AND j.state IN ('dead', 'canceled') OR j.kind = $2 AND j.state = 'dead')
        AND NOT EXISTS (
            SELECT 1 FROM twilio_server.jobs o WHERE o.unique_key = j.unique_key AND o.finished_at IS NULL
        )
    ORDER BY coalesce(j.unique_key, j.job_id::text), j.job_id DESC
)
UPDATE twilio_server.jobs j
SET state = 'available',
    run_at = $3,
    max_attempts = j.attempt + $4,
    finished_at = NULL,
    cancel_requested_at = NULL
FROM wanted
WHERE j.job_id = wanted.job_id AND j.finished_at IS NOT NULL
RETURNING j.job_id
