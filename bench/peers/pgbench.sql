-- One webhook's transaction as PostgreSQL alone does it: the same two rows, prepared, without HTTP or Node.js.
BEGIN;
INSERT INTO webhook_logs (webhook_id, webhook_type, source_ip, call_sid, parameters)
VALUES (gen_random_uuid(), 'voice', '127.0.0.1', 'CA' || md5(random()::text), :parameters::jsonb) ON CONFLICT DO NOTHING;
INSERT INTO calls (call_sid, from_number, to_number, direction, status)
VALUES ('CA' || md5(random()::text), '+14155550123', '+14155550100', 'inbound', 'ringing') ON CONFLICT DO NOTHING;
COMMIT;
