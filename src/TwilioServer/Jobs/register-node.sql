WITH node AS (
    INSERT INTO twilio_server.nodes (host, process_id)
    VALUES ($1, $2)
    RETURNING node_id
)
SELECT node_id, pg_advisory_lock($3, node_id::integer)
FROM node
