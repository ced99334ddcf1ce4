-- Where the next page of streams begins, the newest first.
SELECT max(stream_id)
FROM twilio_server.events
WHERE stream_id < $1 AND stream_created_at >= $2
