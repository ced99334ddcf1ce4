-- :count answers, each to a recipient of its own, of :tenants businesses with a number each: for every text the rows that a
-- decider's wish for one makes in the journal (its key, the message, its job), in one transaction.
-- psql variables: count, tenants, template (the tenant whose settings all have), seed.
BEGIN;

SET LOCAL timezone = 'UTC';

CREATE TEMPORARY TABLE businesses ON COMMIT DROP AS
SELECT
    t,
    md5(:'seed' || 'tenant' || t)::uuid AS tenant_id,
    '+1' || 201 + t / 100 || '55501' || lpad((t % 100)::text, 2, '0') AS number
FROM generate_series(0, :tenants::int - 1) AS t;

INSERT INTO twilio_server.tenants (tenant_id, name, settings, created_at, updated_at)
SELECT b.tenant_id, 'Business ' || b.t, o.settings, now(), now()
FROM businesses b, twilio_server.tenants o
WHERE o.tenant_id = :'template';

INSERT INTO twilio_server.phone_numbers (phone_number, tenant_id, created_at)
SELECT number, tenant_id, now()
FROM businesses;

CREATE TEMPORARY TABLE wanted ON COMMIT DROP AS
SELECT
    n,
    -- Ids as a process takes them: below any that the service will take itself.
    4096 + n AS message_id,
    md5(:'seed' || 'intent' || n)::uuid AS intent_id,
    b.tenant_id,
    b.number AS from_number,
    '+1' || 320 + n / :tenants::int / 100 || '55501' || lpad((n / :tenants::int % 100)::text, 2, '0') AS to_number,
    'Answer ' || n || ': we can be there tomorrow at nine.' AS body,
    now() AS created_at,
    now() + interval '60 minutes' AS expires_at
FROM generate_series(0, :count::int - 1) AS n
JOIN businesses b ON b.t = n % :tenants::int;

SELECT setval('twilio_server.stream_ids', ((4096 + :count::bigint) / 1024 + 2) * 1024);

INSERT INTO twilio_server.stream_keys (stream_key, stream_id, tenant_id, created_at)
SELECT 'intent:' || replace(intent_id::text, '-', ''), message_id, tenant_id, created_at
FROM wanted
ORDER BY 1;

INSERT INTO sms_messages (
    message_id, intent_id, tenant_id, direction, class, from_number, to_number, message_body, status, expires_at,
    created_at, updated_at, author
)
SELECT
    message_id, intent_id, tenant_id, 'outbound', 'answer', from_number, to_number, body, 'queued', expires_at,
    created_at, created_at, 'ai'
FROM wanted
ORDER BY message_id;

INSERT INTO twilio_server.jobs (kind, unique_key, tenant_id, stream_id, payload, run_at, max_attempts, created_at)
SELECT
    'message.send', 'message.send:' || replace(intent_id::text, '-', ''), tenant_id, message_id,
    jsonb_build_object(
        'intentId', intent_id, 'tenantId', tenant_id, 'from', from_number, 'to', to_number, 'body', body,
        'expiresAt', expires_at, 'createdAt', created_at, 'round', 0, 'waitsForHours', false, 'class', 'answer'
    ),
    created_at, 25, created_at
FROM wanted
ORDER BY message_id;

COMMIT;
