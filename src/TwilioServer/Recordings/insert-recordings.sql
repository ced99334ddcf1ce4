INSERT INTO call_recordings AS r (
    recording_sid, call_sid, tenant_id, recording_url, recording_duration, channels, status, storage, created_at
)
SELECT DISTINCT ON (recording_sid)
    recording_sid, call_sid, tenant_id, recording_url, recording_duration, channels, status, 'twilio', created_at
FROM unnest(
    $1::text[], $2::text[], $3::uuid[], $4::text[], $5::integer[], $6::smallint[], $7::text[], $8::timestamptz[]
) WITH ORDINALITY
    AS k (recording_sid, call_sid, tenant_id, recording_url, recording_duration, channels, status, created_at, position)
ORDER BY recording_sid, status = 'completed' DESC, position DESC
ON CONFLICT (recording_sid) DO UPDATE
SET recording_url = coalesce(excluded.recording_url, r.recording_url),
    recording_duration = coalesce(excluded.recording_duration, r.recording_duration),
    channels = coalesce(excluded.channels, r.channels),
    status = CASE WHEN r.status IN ('completed', 'absent', 'failed') THEN r.status ELSE excluded.status END
