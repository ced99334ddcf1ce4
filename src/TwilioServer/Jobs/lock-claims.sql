SELECT j.job_id
FROM unnest($1::bigint[], $2::bigint[], $3::integer[]) AS k (job_id, node_id, attempt)
CROSS JOIN LATERAL (
    SELECT job_id
    FROM twilio_server.jobs
    WHERE job_id = k.job_id AND claimed_by = k.node_id AND attempt = k.attempt
    LIMIT 1
    FOR UPDATE SKIP LOCKED
) j
