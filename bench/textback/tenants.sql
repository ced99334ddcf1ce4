-- :tenants businesses with the settings of :template and a number each, as load-generator text-back calls them.
BEGIN;

CREATE TEMPORARY TABLE businesses ON COMMIT DROP AS
SELECT t, md5('text-back' || t)::uuid AS tenant_id, '+1' || 220 + t / 100 || '55501' || lpad((t % 100)::text, 2, '0') AS number
FROM generate_series(0, :tenants::int - 1) AS t;

INSERT INTO twilio_server.tenants (tenant_id, name, settings, created_at, updated_at)
SELECT b.tenant_id, 'Business ' || b.t, o.settings, now(), now()
FROM businesses b, twilio_server.tenants o
WHERE o.tenant_id = :'template';

INSERT INTO twilio_server.phone_numbers (phone_number, tenant_id, created_at)
SELECT number, tenant_id, now()
FROM businesses;

COMMIT;
