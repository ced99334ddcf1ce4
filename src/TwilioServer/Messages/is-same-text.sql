-- As it was asked for, or as a first text is completed.
SELECT m.tenant_id = $2 AND m.from_number = $3 AND m.to_number = $4 AND m.message_body IN ($5, $6)
FROM twilio_server.stream_keys k
JOIN sms_messages m ON m.message_id = k.stream_id
WHERE k.stream_key = $1
