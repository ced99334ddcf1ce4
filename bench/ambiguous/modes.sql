-- One line of a table for each way in which a POST came back: how many, when they were settled, and what never was.
SELECT
    '| ' || answer || ' | ' || CASE WHEN accepted > 0 THEN 'yes' ELSE 'no' END || ' | '
    || CASE WHEN reports > 0 THEN 'yes' ELSE 'no' END || ' | ' || count(*) || ' | '
    || coalesce(round(percentile_disc(0.5) WITHIN GROUP (ORDER BY seconds)::numeric, 2)::text, '-') || ' | '
    || coalesce(round(percentile_disc(0.99) WITHIN GROUP (ORDER BY seconds)::numeric, 2)::text, '-') || ' | '
    || coalesce(round(max(seconds)::numeric, 2)::text, '-') || ' | '
    || count(*) FILTER (WHERE seconds IS NULL OR seconds > 60) || ' | '
    || count(*) FILTER (WHERE NOT early_status = ANY ('{accepted,sent,delivered,undelivered,failed}')) || ' | '
    || count(*) FILTER (WHERE NOT status = ANY ('{accepted,sent,delivered,undelivered,failed}')) || ' |'
FROM (SELECT *, extract(epoch FROM settled_at - started_at) AS seconds FROM bench_texts) t
GROUP BY answer, accepted > 0, reports > 0
ORDER BY count(*) DESC
