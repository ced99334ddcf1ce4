UPDATE twilio_server.contacts c
SET last_text_back_at = k.last_text_back_at,
    opted_out_at = k.opted_out_at,
    last_inbound_at = k.last_inbound_at,
    introduced_at = k.introduced_at,
    holder = k.holder,
    call_service_conversation = k.call_service_conversation
FROM unnest(
    $1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::timestamptz[], $6::timestamptz[], $7::text[],
    $8::uuid[]
) AS k (
    tenant_id, phone_number, last_text_back_at, opted_out_at, last_inbound_at, introduced_at, holder,
    call_service_conversation
)
WHERE c.tenant_id = k.tenant_id AND c.phone_number = k.phone_number
