-- Write one decision, whole, if what it was decided on is still true.
-- KEYS: run, attempts, revision, account, user, former user, due, audit, counted, word.
-- ARGV: the change, as JSON (bot/store/commit.py builds it; numbers that are scores are strings).
-- Returns 'done', 'repeated' (this press is committed already) or 'moved on'.
local change = cjson.decode(ARGV[1])
local stored = redis.call('GET', KEYS[1])
local revision = redis.call('GET', KEYS[3]) or '0'

local turn, press = 0, ''
if stored then
  local head = cjson.decode(stored)
  turn, press = head.turn, head.press
end
if press == change.press then return 'repeated' end
if turn ~= change.turn then return 'moved on' end
if revision ~= change.revision then return 'moved on' end

-- A script that fails keeps what it has written until then. So whatever can fail is tried before the
-- first write: the right to each command, and the kind of each key that is not simply set.
local needed = {
  {'INCR', KEYS[3]}, {'PEXPIRE', KEYS[2], '1'}, {'SET', KEYS[1], ''}, {'XADD', KEYS[8], '*', '', ''},
  {'XTRIM', KEYS[8], 'MINID', '0'}, {'ZADD', KEYS[7], '1', ''}, {'ZREM', KEYS[7], ''},
  {'ZREMRANGEBYSCORE', KEYS[4], '1', '1'},
}
for _, command in ipairs(redis.acl_check_cmd and needed or {}) do
  if not redis.acl_check_cmd(unpack(command)) then
    return redis.error_reply("NOPERM this user may not run the '" .. command[1] .. "' command")
  end
end
for _, key in ipairs({2, 4, 5, 6, 7}) do redis.call('ZCOUNT', KEYS[key], '1', '1') end
redis.call('XRANGE', KEYS[8], '-', '+', 'COUNT', '1')
if not string.find(revision, '^%d+$') or #revision > 15 then
  return redis.error_reply('WRONGTYPE the revision of an account is no number')
end

-- First what a full server refuses; the run last: as long as its turn is the old one, nothing is
-- taken for done.
for _, new in ipairs(change.due.on) do redis.call('ZADD', KEYS[7], new[1], new[2]) end
for _, member in ipairs(change.due.off) do redis.call('ZREM', KEYS[7], member) end

for _, member in ipairs(change.attempts.gone) do redis.call('ZREM', KEYS[2], member) end
for _, new in ipairs(change.attempts.new) do redis.call('ZADD', KEYS[2], new[1], new[2]) end
redis.call('PEXPIRE', KEYS[2], change.attempts.keep)
redis.call('SET', KEYS[9], change.counted, 'PX', change.keep)
if change.word ~= '' then redis.call('SET', KEYS[10], change.word, 'PX', change.keep) end
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

redis.call('XADD', KEYS[8], '*', unpack(change.audit))
if type(change.trim) == 'table' then
  for open = 4, 6 do redis.call('ZREMRANGEBYSCORE', KEYS[open], '-inf', change.trim.runs) end
  redis.call('XTRIM', KEYS[8], 'MINID', '~', change.trim.audit)
end

redis.call('SET', KEYS[1], change.run, 'PX', change.keep)
return 'done'
