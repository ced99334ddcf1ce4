-- In the order of their making, a piece at a time, without an index that every job would have to pay for.
WITH piece AS MATERIALIZED (
    SELECT job_id, created_at
    FROM twilio_server.jobs
    WHERE job_id > $1
    ORDER BY job_id
    LIMIT $2
), deleted AS (
    DELETE FROM twilio_server.jobs j
    USING piece
    WHERE j.job_id = piece.job_id
        AND (j.state = 'done' AND j.finished_at < $3 OR j.state IN ('dead', 'canceled') AND j.finished_at < $4)
    RETURNING j.job_id
)
SELECT max(job_id), (SELECT count(*) FROM deleted), coalesce(bool_or(created_at >= $3), true)
FROM piece
