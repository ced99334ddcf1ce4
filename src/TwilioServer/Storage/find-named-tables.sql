SELECT c.relname
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = @databaseSchema AND c.relname = ANY (@NamedTables)
ORDER BY c.relname
