INSERT INTO calls (
    call_id, call_sid, tenant_id, from_number, to_number, direction, status, duration, created_at, stage, missed,
    missed_reason, dial_call_status, dial_call_sid, dial_call_duration, terminal_status, ended_at, event_sequence,
    updated_at, features, dial_target, accepted, answered_by, recorded, report, conversation_id,
    text_due, follow_ups, caller_city, stir_verstat
)
SELECT * FROM unnest($1::twilio_server.call_row_4[])
