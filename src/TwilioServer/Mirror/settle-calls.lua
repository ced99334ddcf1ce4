-- Keeps the snapshots that are right, and removes those of calls that are over.
-- KEYS: the set of the calls that have a snapshot.
-- ARGV: what a snapshot's key begins with; its lifetime in seconds; then, for each live call, its SID and its snapshot's SHA-1.
-- Answers the SIDs whose snapshot is missing, or another one.
local prefix, lifetime = ARGV[1], ARGV[2]
local live, wanted = {}, {}

for i = 3, #ARGV, 2 do
    local sid = ARGV[i]
    live[sid] = true
    -- A key that somebody made something else of has no text.
    local snapshot = redis.pcall('GET', prefix .. sid)
    if type(snapshot) == 'string' and redis.sha1hex(snapshot) == ARGV[i + 1] then
        redis.call('EXPIRE', prefix .. sid, lifetime)
        redis.call('SADD', KEYS[1], sid)
    else
        wanted[#wanted + 1] = sid
    end
end

for _, sid in ipairs(redis.call('SMEMBERS', KEYS[1])) do
    if not live[sid] then
        redis.call('DEL', prefix .. sid)
        redis.call('SREM', KEYS[1], sid)
    end
end
return wanted
