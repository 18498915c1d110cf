-- Write one decision, whole, if what it was decided on is still true.
-- KEYS: run, attempts, revision, account, user, former user, due, audit, counted.
-- ARGV: the change, as JSON (bot/change.py builds it; numbers that are scores are strings).
-- Returns 'done', 'repeated' (this press is committed already) or 'moved on'.
local change = cjson.decode(ARGV[1])
local stored = redis.call('GET', KEYS[1])

local turn, press = 0, ''
if stored then
  local head = cjson.decode(stored)
  turn, press = head.turn, head.press
end
if press == change.press then return 'repeated' end
if turn ~= change.turn then return 'moved on' end
if (redis.call('GET', KEYS[3]) or '0') ~= change.revision then return 'moved on' end

redis.call('SET', KEYS[1], change.run, 'PX', change.keep)

for _, member in ipairs(change.attempts.gone) do redis.call('ZREM', KEYS[2], member) end
for _, new in ipairs(change.attempts.new) do redis.call('ZADD', KEYS[2], new[1], new[2]) end
redis.call('PEXPIRE', KEYS[2], change.attempts.keep)
if change.counted ~= '' then
  redis.call('SET', KEYS[9], change.counted, 'PX', change.keep)
else
  redis.call('DEL', KEYS[9])
end
if change.touches_account then
  redis.call('INCR', KEYS[3])
end
redis.call('PEXPIRE', KEYS[3], change.keep)

redis.call('ZREM', KEYS[6], change.id)
if change.open then
  redis.call('ZADD', KEYS[4], change.moved_at, change.entry)
  redis.call('ZADD', KEYS[5], change.moved_at, change.id)
  redis.call('PEXPIRE', KEYS[4], change.keep)
  redis.call('PEXPIRE', KEYS[5], change.keep)
else
  redis.call('ZREM', KEYS[4], change.entry)
end

for _, member in ipairs(change.due.off) do redis.call('ZREM', KEYS[7], member) end
for _, new in ipairs(change.due.on) do redis.call('ZADD', KEYS[7], new[1], new[2]) end

redis.call('XADD', KEYS[8], '*', unpack(change.audit))

if type(change.trim) == 'table' then
  redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', change.trim.attempts)
  for open = 4, 6 do redis.call('ZREMRANGEBYSCORE', KEYS[open], '-inf', change.trim.runs) end
  redis.call('XTRIM', KEYS[8], 'MINID', '~', change.trim.audit)
end
return 'done'
