SELECT k.stream_key
FROM twilio_server.stream_keys k
WHERE k.stream_key = ANY ($1)
    AND k.stream_id IS DISTINCT FROM (SELECT own.stream_id FROM twilio_server.stream_keys own WHERE own.stream_key = $2)
