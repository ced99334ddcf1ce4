SELECT min(j.run_at)
FROM unnest($1::text[]) AS k (kind)
CROSS JOIN LATERAL (
    SELECT run_at
    FROM twilio_server.jobs
    WHERE state = 'available' AND kind = k.kind
    ORDER BY run_at, job_id
    LIMIT 1
) j
