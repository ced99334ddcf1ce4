SELECT
    call_sid, call_id, call_sid, tenant_id, from_number, to_number, direction, created_at, stage, missed, missed_reason,
    dial_call_status, dial_call_sid, dial_call_duration, terminal_status, duration, ended_at, event_sequence,
    features, dial_target, accepted, answered_by, recorded, report, conversation_id, text_due, follow_ups, caller_city,
    stir_verstat
FROM calls
WHERE call_id = $1 AND created_at = $2
