-- Claimed in our name, but the answer never reached us; or given back unrun.
UPDATE twilio_server.jobs
SET state = CASE WHEN cancel_requested_at IS NULL THEN 'available' ELSE 'canceled' END,
    finished_at = CASE WHEN cancel_requested_at IS NOT NULL THEN $3::timestamptz END,
    claimed_by = NULL
WHERE finished_at IS NULL AND claimed_by = $1 AND NOT job_id = ANY($2)
