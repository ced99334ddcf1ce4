-- When it was to leave is only in its event: the row has what became of that, which waiting for the recipient's hours changes
-- again, rounded to microseconds. Events are kept for as long as the keys of their streams.
SELECT m.tenant_id, m.from_number, m.to_number, m.message_body, m.media_urls, asked.times
FROM twilio_server.stream_keys k
JOIN sms_messages m ON m.message_id = k.stream_id
LEFT JOIN LATERAL (
    SELECT e.parameters -> 'times' AS times
    FROM twilio_server.events e
    WHERE e.stream_id = k.stream_id AND e.stream_created_at = k.created_at AND e.type = 'send.asked'
    ORDER BY e.sequence
    LIMIT 1
) asked ON true
WHERE k.stream_key = $1
