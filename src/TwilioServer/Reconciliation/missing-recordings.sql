-- Only recordings of calls that we know: an account may have others.
SELECT k.recording_sid
FROM unnest($1::text[], $2::text[]) AS k (recording_sid, call_sid)
CROSS JOIN LATERAL (
    SELECT stream_id
    FROM twilio_server.stream_keys
    WHERE stream_key = k.call_sid
    LIMIT 1
) s
LEFT JOIN LATERAL (
    SELECT recording_sid
    FROM call_recordings
    WHERE recording_sid = k.recording_sid AND status IN ('completed', 'absent', 'failed')
    LIMIT 1
) settled ON true
WHERE settled.recording_sid IS NULL
