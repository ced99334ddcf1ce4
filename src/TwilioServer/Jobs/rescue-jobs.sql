UPDATE twilio_server.jobs j
SET state = 'available', claimed_by = NULL, last_error = 'The process that ran it ended.'
FROM twilio_server.nodes n
WHERE j.state = 'running' AND n.node_id = j.claimed_by AND n.ended_at IS NOT NULL
RETURNING j.job_id
