-- What became of the texts, beside the emulator's ledger, which is in bench_ledger. Texts are told apart by what came back of
-- their one POST, by whether Twilio took them, and by whether a callback or the reconciliation told of them.
CREATE TABLE bench_accepted AS
SELECT (regexp_match(line ->> 'statusCallback', '[?&]i=([0-9a-f]{32})'))[1] AS intent, count(*) AS times
FROM bench_ledger
GROUP BY 1;

CREATE TABLE bench_texts AS
SELECT
    m.message_id,
    m.status,
    early.status AS early_status,
    coalesce(a.times, 0) AS accepted,
    s.posts,
    s.started_at,
    coalesce(e.reason, e.outcome, 'no outcome') AS answer,
    e.reports,
    e.settled_at
FROM sms_messages m
JOIN bench_early early USING (message_id)
LEFT JOIN bench_accepted a ON a.intent = replace(m.intent_id::text, '-', '')
LEFT JOIN LATERAL (
    SELECT count(*) AS posts, max(started_at) AS started_at
    FROM twilio_server.send_attempts
    WHERE message_id = m.message_id
) s ON true
LEFT JOIN LATERAL (
    SELECT
        max(parameters ->> 'reason') FILTER (WHERE type = 'send.settled' AND parameters ->> 'outcome' = 'unknown') AS reason,
        max(parameters ->> 'outcome') FILTER (WHERE type = 'send.settled' AND parameters ->> 'attempt' <> '0') AS outcome,
        count(*) FILTER (WHERE type = 'delivery.reported') AS reports,
        min(occurred_at) FILTER (
            WHERE type = 'delivery.reported' OR type = 'send.settled' AND parameters ->> 'outcome' IN ('accepted', 'refused')
        ) AS settled_at
    FROM twilio_server.events
    WHERE stream_id = m.message_id AND stream_created_at = m.created_at
) e ON true
WHERE m.direction = 'outbound';

ANALYZE bench_texts;
