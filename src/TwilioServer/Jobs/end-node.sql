UPDATE twilio_server.nodes
SET ended_at = now()
WHERE node_id = $1 AND ended_at IS NULL
