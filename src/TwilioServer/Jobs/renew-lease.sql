UPDATE twilio_server.nodes
SET lease_until = clock_timestamp() + $2
WHERE node_id = $1 AND ended_at IS NULL
