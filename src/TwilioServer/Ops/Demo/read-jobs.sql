SELECT j.kind, j.state, j.attempt, j.created_at, j.claimed_at, j.finished_at
FROM twilio_server.jobs j
WHERE j.stream_id IN (
    SELECT c.call_id FROM calls c WHERE c.call_sid = $1
    UNION ALL
    SELECT m.message_id FROM sms_messages m JOIN calls c ON c.call_id = m.call_id WHERE c.call_sid = $1
)
ORDER BY j.job_id
