-- Take what is due, for one taker only: each taken member is put off by the lease,
-- so that another taker has it if this one dies.
-- KEYS: due, audit.
-- ARGV: the lease in ms, how many at most, the time to go by ('' for the server's own).
-- Returns {the server's time in seconds and microseconds, end of the lease, members, how many more
-- are due, when the next one is due (nil where none is), the oldest entry of the audit}.
local time = redis.call('TIME')
local now = tonumber(ARGV[3]) or time[1] * 1000 + math.floor(time[2] / 1000)
local lease = string.format('%.0f', now + ARGV[1])
now = string.format('%.0f', now)

local taken = redis.call('ZRANGE', KEYS[1], '-inf', now, 'BYSCORE', 'LIMIT', 0, ARGV[2])
for _, member in ipairs(taken) do redis.call('ZADD', KEYS[1], lease, member) end

local next = redis.call('ZRANGE', KEYS[1], '(' .. now, '+inf', 'BYSCORE', 'LIMIT', 0, 1, 'WITHSCORES')
return {
  time, lease, taken,
  redis.call('ZCOUNT', KEYS[1], '-inf', now),
  next[2] or '',
  redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1),
}
