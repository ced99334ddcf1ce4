-- Dead is whose lock can be had, and hung whose lease ran out. A node that ended by itself, or was ended by a process
-- that then died, may have left jobs too.
SELECT node_id
FROM twilio_server.nodes
WHERE rescued_at IS NULL
    AND node_id <> $1
    AND (
        ended_at IS NOT NULL
        OR pg_try_advisory_xact_lock($2, node_id::integer)
        OR ($3 AND lease_until < clock_timestamp())
    )
