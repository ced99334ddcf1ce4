-- A job that takes its process down with it must not do so for ever.
UPDATE twilio_server.jobs j
SET state = CASE WHEN j.attempt >= j.max_attempts THEN 'dead' ELSE 'available' END,
    finished_at = CASE WHEN j.attempt >= j.max_attempts THEN now() END,
    claimed_by = NULL,
    last_error = 'The process that ran it ended.'
FROM twilio_server.nodes n
WHERE j.state = 'running' AND n.node_id = j.claimed_by AND n.ended_at IS NOT NULL
RETURNING j.job_id
