-- A lease that was renewed meanwhile is a life saved. Claims lock the row of their node: this waits for one under way.
WITH dead AS (
    SELECT node_id
    FROM twilio_server.nodes
    WHERE node_id = ANY($1)
        AND rescued_at IS NULL
        AND (
            ended_at IS NOT NULL
            OR pg_try_advisory_xact_lock($2, node_id::integer)
            OR ($3 AND lease_until < clock_timestamp())
        )
    ORDER BY node_id
    FOR UPDATE
)
UPDATE twilio_server.nodes n
SET ended_at = coalesce(n.ended_at, clock_timestamp()), rescued_at = clock_timestamp()
FROM dead
WHERE n.node_id = dead.node_id
RETURNING n.node_id
