-- Calls :first to :last of a history of :total, spread evenly over last month and this one: what each left behind when it
-- was over. Ids and UUIDs grow with time and SIDs are random, as the service makes and Twilio gives them.
-- Modelled of each call: its row, the log and event row of its first webhook with all parameters and the reply, and for
-- three in ten, which were missed, the decision and the text. Keys are left only to the calls of the last two days: those of
-- calls that have ended longer ago are in the archive.
-- psql variables: first, last, total, tenant, number, parameters (of a webhook, JSON), reply.
BEGIN;

SET LOCAL timezone = 'UTC';
SET LOCAL synchronous_commit = on;

CREATE TEMPORARY TABLE history ON COMMIT DROP AS
SELECT
    g,
    began + (now() - interval '5 minutes' - began) * (g::float8 / :total) AS at,
    'CA' || md5(g::text || random()::text) AS call_sid,
    '+1' || (201 + hashint8(g)::bigint % 700 * sign(hashint8(g)))::bigint || '5550' || (100 + g * 7919 % 100) AS caller,
    g % 10 < 3 AS missed
FROM generate_series(:first::bigint, :last::bigint) AS g, (SELECT date_trunc('month', now()) - interval '1 month' AS began) AS b;

INSERT INTO calls (
    call_id, call_sid, tenant_id, from_number, to_number, direction, status, duration, created_at, stage, missed,
    missed_reason, dial_call_status, dial_call_sid, dial_call_duration, terminal_status, ended_at, event_sequence,
    updated_at
)
SELECT
    2 * g, call_sid, :'tenant', caller, :'number', 'inbound', CASE WHEN missed THEN 'no-answer' ELSE 'completed' END, 30 + g % 200,
    at, 'ended', missed, CASE WHEN missed THEN 'no-answer' END, CASE WHEN missed THEN 'no-answer' ELSE 'completed' END,
    'CA' || md5(call_sid), CASE WHEN missed THEN 0 ELSE 10 + g % 180 END, 'completed', at + interval '1 minute', 5,
    at + interval '1 minute'
FROM history;

INSERT INTO webhook_logs (
    delivery_id, webhook_id, webhook_type, source_ip, call_sid, tenant_id, outcome, duration_ms, parameters, created_at
)
SELECT
    (lpad(to_hex((extract(epoch FROM at) * 1000)::bigint), 12, '0') || '7' || left(md5(call_sid), 3) || '8' || right(md5(call_sid), 15))::uuid,
    md5(call_sid || 'webhook')::uuid, 'voice', '127.0.0.1', call_sid, :'tenant', 'processed', 4.2,
    jsonb_set(:'parameters'::jsonb, '{CallSid}', to_jsonb(call_sid)), at
FROM history;

INSERT INTO twilio_server.events (
    stream_id, identity, stream_created_at, sequence, type, occurred_at, settings_version, decider_version, parameters, reply
)
SELECT
    2 * g, md5(call_sid || 'webhook')::uuid, at, 1, 'voice.received', at, 1, 1,
    jsonb_set(:'parameters'::jsonb, '{CallSid}', to_jsonb(call_sid)), :'reply'
FROM history;

INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
SELECT call_sid, 2 * g, :'tenant', at
FROM history
WHERE at > now() - interval '2 days'
ORDER BY call_sid;

INSERT INTO sms_messages (
    message_id, intent_id, message_sid, tenant_id, direction, class, from_number, to_number, message_body, status, expires_at,
    attempt, call_id, event_sequence, created_at, updated_at
)
SELECT
    2 * g + 1, md5(call_sid || 'intent')::uuid, 'SM' || md5(call_sid), :'tenant', 'outbound', 'text-back', :'number', caller,
    'Hi, this is Bay Plumbing. Sorry we missed your call! How can we help you?', 'delivered', at + interval '16 minutes', 1,
    2 * g, 4, at + interval '30 seconds', at + interval '40 seconds'
FROM history
WHERE missed;

INSERT INTO twilio_server.decisions (call_id, tenant_id, decision, reason, message_id, decided_at)
SELECT 2 * g, :'tenant', 'send', 'missed', 2 * g + 1, at + interval '30 seconds'
FROM history
WHERE missed;

INSERT INTO twilio_server.contacts (tenant_id, phone_number, last_text_back_at)
SELECT :'tenant', caller, max(at) + interval '30 seconds'
FROM history
WHERE missed
GROUP BY caller
ORDER BY caller
ON CONFLICT (tenant_id, phone_number) DO UPDATE SET last_text_back_at = excluded.last_text_back_at;

COMMIT;
