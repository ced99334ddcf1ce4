-- Takes a token from a tenant's bucket, or a place in its line: SendWindow.Take and Correct, in one step.
-- KEYS: the moments at which tokens were taken, newest first; how many wait.
-- ARGV: limit, span, now (ms), '1' when what was sent is known and follows, newest first.
-- Answers 0 when the token is taken, the moment to ask again, or nothing when what was sent must be told first.
local limit, span, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local keep = 3600000

local function taken(index)
    local moment = redis.call('LINDEX', KEYS[1], index)
    return moment and tonumber(moment)
end

local function next_free()
    local oldest = taken(limit - 1)
    return oldest and oldest + span or 0
end

if ARGV[4] == '1' then
    local known = 0
    for _, moment in ipairs(redis.call('LRANGE', KEYS[1], 0, limit - 1)) do
        if tonumber(moment) > now - span then known = known + 1 end
    end
    if known < #ARGV - 4 then
        redis.call('DEL', KEYS[1])
        for i = 5, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
    end
elseif redis.call('EXISTS', KEYS[1]) == 0 then
    return false
end

local waiting = tonumber(redis.call('GET', KEYS[2]) or '0')
if next_free() > now then
    local place = math.min(waiting, 10 * limit)
    redis.call('SET', KEYS[2], place + 1, 'PX', keep)
    return taken(limit - 1 - place % limit) + span * (1 + math.floor(place / limit))
end

local moment = math.max(now, taken(0) or 0)
redis.call('LPUSH', KEYS[1], string.format('%.0f', moment))
redis.call('LTRIM', KEYS[1], 0, limit - 1)
redis.call('PEXPIRE', KEYS[1], keep)
if waiting > 1 and next_free() > now then
    redis.call('SET', KEYS[2], waiting - 1, 'PX', keep)
else
    redis.call('DEL', KEYS[2])
end
return 0
