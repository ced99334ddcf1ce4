-- Waiting is not failing: it may happen any number of times. The claim's attempt stays counted, because it tells the
-- claims of a job apart; the limit goes up with it. A job that was to be canceled is, as at any other end.
UPDATE twilio_server.jobs
SET state = CASE WHEN cancel_requested_at IS NULL THEN 'available' ELSE 'canceled' END,
    finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN $5::timestamptz END,
    claimed_by = NULL,
    run_at = $4,
    max_attempts = max_attempts + 1
WHERE job_id = $1 AND claimed_by = $2 AND attempt = $3
