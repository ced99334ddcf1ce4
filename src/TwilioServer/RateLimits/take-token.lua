-- Takes a token from a tenant's bucket and time of the sending number, or a place in their lines: SendTurn.Take and
-- SendWindow.Correct, in one step.
-- KEYS: the moments at which tokens were taken, newest first; how many of this lane wait; until when the number is busy;
-- the end of this lane's line for it.
-- ARGV: the lane's limit, the whole limit, span, now (ms); how long the message takes, how much may be ahead of it, the
-- longest line, the longest that a number is busy (us); '1' when what was sent is known and follows, newest first.
-- Answers 0 when the message goes, the moment to ask again (us), or nothing when what was sent must be told first.
local limit, whole, span, now = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local takes, ahead = tonumber(ARGV[5]), tonumber(ARGV[6])
local longest_line, longest_busy = tonumber(ARGV[7]), tonumber(ARGV[8])
local first_sent = 10
local keep = 7200000
local now_us = now * 1000

local function number_at(key)
    return tonumber(redis.call('GET', key) or '0')
end

local function save(key, number)
    redis.call('SET', key, string.format('%.0f', number), 'PX', keep)
end

local function taken(index)
    local moment = redis.call('LINDEX', KEYS[1], index)
    return moment and tonumber(moment)
end

local function next_free()
    local oldest = taken(limit - 1)
    return oldest and oldest + span or 0
end

if ARGV[9] == '1' then
    local known = 0
    for _, moment in ipairs(redis.call('LRANGE', KEYS[1], 0, whole - 1)) do
        if tonumber(moment) > now - span then known = known + 1 end
    end
    if known < #ARGV - first_sent + 1 then
        redis.call('DEL', KEYS[1])
        for i = first_sent, #ARGV do redis.call('RPUSH', KEYS[1], ARGV[i]) end
    end
elseif redis.call('EXISTS', KEYS[1]) == 0 then
    return false
end

local ask_again = 0
local waiting = number_at(KEYS[2])
if next_free() > now then
    local place = math.min(waiting, 10 * limit)
    save(KEYS[2], place + 1)
    ask_again = (taken(limit - 1 - place % limit) + span * (1 + math.floor(place / limit))) * 1000
end

local busy_until = math.min(number_at(KEYS[3]), now_us + longest_busy)
local free_at = busy_until - ahead
if free_at > now_us then
    local place = number_at(KEYS[4])
    if place < free_at or place > now_us + longest_line then place = free_at end
    save(KEYS[4], place + takes)
    ask_again = math.max(ask_again, place)
end

if ask_again > 0 then return ask_again end

save(KEYS[3], math.max(busy_until, now_us) + takes)
local moment = math.max(now, taken(0) or 0)
redis.call('LPUSH', KEYS[1], string.format('%.0f', moment))
redis.call('LTRIM', KEYS[1], 0, whole - 1)
redis.call('PEXPIRE', KEYS[1], keep)
if waiting > 1 and next_free() > now then
    save(KEYS[2], waiting - 1)
else
    redis.call('DEL', KEYS[2])
end
return 0
