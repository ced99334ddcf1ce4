-- What is due already and was not claimed is held by another transaction, or its kind has no room.
SELECT min(j.run_at)
FROM unnest($1::text[]) AS k (kind)
CROSS JOIN LATERAL (
    SELECT run_at
    FROM twilio_server.jobs
    WHERE kind = k.kind AND run_at > $2 AND finished_at IS NULL
    ORDER BY run_at, job_id
    LIMIT 1
) j
