-- A single phone stands there without brackets; lax paths look into lists by themselves.
SELECT 'tenant'
FROM twilio_server.tenants
WHERE jsonb_path_exists(settings, '$.**.forwardTo ? (@ == $number)', jsonb_build_object('number', $1::text))
UNION ALL
SELECT 'number'
FROM twilio_server.phone_numbers
WHERE jsonb_path_exists(settings, '$.**.forwardTo ? (@ == $number)', jsonb_build_object('number', $1::text))
LIMIT 1
