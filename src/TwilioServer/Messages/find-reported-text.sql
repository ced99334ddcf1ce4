-- The call that is being reported as missed: of the last minutes, with its decision and its text.
SELECT m.intent_id, d.reason
FROM calls c
JOIN twilio_server.decisions d ON d.call_id = c.call_id
LEFT JOIN sms_messages m ON m.message_id = d.message_id
WHERE c.tenant_id = $1
    AND c.created_at > now() - interval '1 day'
    AND c.from_number = $2
    AND c.to_number = $3
    AND c.report = 'sending'
ORDER BY c.created_at DESC
LIMIT 1
