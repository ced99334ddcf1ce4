WITH made AS (
    INSERT INTO twilio_server.service_keys (name, value, created_at)
    VALUES ($1, $2, $3)
    ON CONFLICT DO NOTHING
    RETURNING value
)
SELECT value FROM made
UNION ALL
SELECT value FROM twilio_server.service_keys WHERE name = $1
LIMIT 1
