WITH node AS (
    INSERT INTO twilio_server.nodes (host, process_id, lease_until, waits_for_jobs)
    VALUES ($1, $2, clock_timestamp() + $4, false)
    RETURNING node_id
)
SELECT node_id, pg_advisory_lock($3, node_id::integer)
FROM node
