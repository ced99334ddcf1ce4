UPDATE twilio_server.contacts c
SET last_text_back_at = k.last_text_back_at,
    opted_out_at = k.opted_out_at
FROM unnest($1::uuid[], $2::text[], $3::timestamptz[], $4::timestamptz[]) AS k (
    tenant_id, phone_number, last_text_back_at, opted_out_at
)
WHERE c.tenant_id = k.tenant_id AND c.phone_number = k.phone_number
