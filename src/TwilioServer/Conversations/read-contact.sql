SELECT last_text_back_at, opted_out_at, last_inbound_at, introduced_at, holder, call_service_conversation
FROM twilio_server.contacts
WHERE tenant_id = $1 AND phone_number = $2
