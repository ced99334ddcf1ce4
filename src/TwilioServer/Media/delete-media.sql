DELETE FROM twilio_server.message_media m
USING unnest($1::bigint[], $2::smallint[]) AS d (message_id, position)
WHERE m.message_id = d.message_id AND m.position = d.position
