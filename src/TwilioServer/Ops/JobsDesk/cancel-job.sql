-- One that runs is only asked to stop: its process ends it.
UPDATE twilio_server.jobs
SET state = CASE state WHEN 'available' THEN 'canceled' ELSE state END,
    finished_at = CASE state WHEN 'available' THEN $2::timestamptz END,
    cancel_requested_at = $2
WHERE job_id = $1 AND finished_at IS NULL
RETURNING state
