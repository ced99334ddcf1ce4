SELECT j.job_id
FROM unnest($1::bigint[]) AS k (job_id)
CROSS JOIN LATERAL (
    SELECT job_id
    FROM twilio_server.jobs
    WHERE job_id = k.job_id AND cancel_requested_at IS NOT NULL
    LIMIT 1
) j
