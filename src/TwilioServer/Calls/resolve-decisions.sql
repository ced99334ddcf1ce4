UPDATE twilio_server.decisions d
SET decision = 'send', message_id = k.message_id
FROM unnest($1::bigint[], $2::bigint[]) AS k (call_id, message_id)
WHERE d.call_id = k.call_id AND d.decision = 'deferred'
