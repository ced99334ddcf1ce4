SELECT
    k.tenant_id, k.phone_number, c.last_text_back_at, c.opted_out_at, c.last_inbound_at, c.introduced_at, c.holder,
    c.call_service_conversation
FROM unnest($1::uuid[], $2::text[]) AS k (tenant_id, phone_number)
CROSS JOIN LATERAL (
    SELECT last_text_back_at, opted_out_at, last_inbound_at, introduced_at, holder, call_service_conversation
    FROM twilio_server.contacts
    WHERE tenant_id = k.tenant_id AND phone_number = k.phone_number
    LIMIT 1
    FOR UPDATE SKIP LOCKED
) c
