SELECT
    kind,
    state,
    count(*),
    min(CASE state WHEN 'available' THEN run_at WHEN 'running' THEN claimed_at ELSE finished_at END)
FROM twilio_server.jobs
GROUP BY kind, state
ORDER BY kind, array_position(ARRAY['available', 'running', 'dead', 'canceled', 'done'], state)
