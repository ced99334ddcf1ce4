-- Only a running job is claimed (a CHECK says so); asking for its state too would invite a scan of all that run.
UPDATE twilio_server.jobs j
SET state = CASE
        WHEN k.retry_at IS NULL THEN 'done'
        WHEN j.cancel_requested_at IS NOT NULL THEN 'canceled'
        WHEN j.attempt >= j.max_attempts THEN 'dead'
        ELSE 'available'
    END,
    run_at = coalesce(k.retry_at, j.run_at),
    last_error = coalesce(k.error, j.last_error),
    claimed_by = NULL,
    finished_at = CASE
        WHEN k.retry_at IS NULL OR j.cancel_requested_at IS NOT NULL OR j.attempt >= j.max_attempts THEN k.ended_at
    END
FROM unnest($1::bigint[], $2::bigint[], $3::integer[], $4::timestamptz[], $5::text[], $6::timestamptz[])
    AS k (job_id, node_id, attempt, retry_at, error, ended_at)
WHERE j.job_id = k.job_id AND j.claimed_by = k.node_id AND j.attempt = k.attempt
