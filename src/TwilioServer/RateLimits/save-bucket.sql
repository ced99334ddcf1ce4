WITH bucket AS (
    UPDATE twilio_server.rate_buckets
    SET taken = $2, waiting = $3, waiting_bulk = $4
    WHERE tenant_id = $1
)
UPDATE twilio_server.number_paces
SET busy_until = $6, conversation_line = $7, bulk_line = $8
WHERE phone_number = $5
