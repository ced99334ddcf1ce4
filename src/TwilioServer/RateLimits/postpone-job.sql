-- Waiting is not failing: it may happen any number of times. The claim's attempt stays counted, because it tells the
-- claims of a job apart; the limit goes up with it.
UPDATE twilio_server.jobs
SET state = 'available', claimed_by = NULL, run_at = $4, max_attempts = max_attempts + 1
WHERE job_id = $1 AND claimed_by = $2 AND attempt = $3
