UPDATE calls c
SET status = k.status,
    duration = k.duration,
    stage = k.stage,
    missed = k.missed,
    missed_reason = k.missed_reason,
    dial_call_status = k.dial_call_status,
    dial_call_sid = k.dial_call_sid,
    dial_call_duration = k.dial_call_duration,
    terminal_status = k.terminal_status,
    ended_at = k.ended_at,
    event_sequence = k.event_sequence,
    updated_at = k.updated_at,
    dial_target = k.dial_target,
    accepted = k.accepted,
    answered_by = k.answered_by,
    recorded = k.recorded,
    report = k.report,
    conversation_id = k.conversation_id,
    text_due = k.text_due
FROM unnest($1::twilio_server.call_row_3[]) k
WHERE c.call_id = k.call_id AND c.created_at = k.created_at
