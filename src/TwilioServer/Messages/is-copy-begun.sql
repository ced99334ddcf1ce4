SELECT m.copy = 'sending'
FROM twilio_server.stream_keys k
JOIN sms_messages m ON m.message_id = k.stream_id
WHERE k.stream_key = $1
