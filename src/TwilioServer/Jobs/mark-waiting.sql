UPDATE twilio_server.nodes
SET waits_for_jobs = $2
WHERE node_id = $1
