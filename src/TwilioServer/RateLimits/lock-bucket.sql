WITH bucket AS (
    INSERT INTO twilio_server.rate_buckets AS b (tenant_id)
    VALUES ($1)
    ON CONFLICT (tenant_id) DO UPDATE SET waiting = b.waiting
    RETURNING taken, waiting, waiting_bulk
), pace AS (
    INSERT INTO twilio_server.number_paces AS p (phone_number)
    VALUES ($2)
    ON CONFLICT (phone_number) DO UPDATE SET busy_until = p.busy_until
    RETURNING busy_until, conversation_line, bulk_line
)
SELECT taken, waiting, waiting_bulk, busy_until, conversation_line, bulk_line
FROM bucket, pace
