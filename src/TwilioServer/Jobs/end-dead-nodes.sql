UPDATE twilio_server.nodes
SET ended_at = now()
WHERE node_id IN (
    SELECT node_id
    FROM twilio_server.nodes
    WHERE ended_at IS NULL AND node_id <> $1 AND pg_try_advisory_xact_lock($2, node_id::integer)
)
RETURNING node_id
