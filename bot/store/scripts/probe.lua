-- Whether a press could be written now; nothing is.
-- KEYS: a key that is never written.
-- Returns the commands of the bot that this user may not run.
local key, denied = KEYS[1], {}
local needed = {
  {'EVAL', '', '1', key}, {'EVALSHA', '', '1', key}, {'DEL', key}, {'GET', key}, {'INCR', key},
  {'HGETALL', key}, {'HLEN', key}, {'HSET', key, '', ''},
  {'PEXPIRE', key, '1'}, {'PTTL', key}, {'SET', key, ''}, {'XADD', key, '*', '', ''},
  {'TIME'}, {'XRANGE', key, '-', '+'}, {'XTRIM', key, 'MINID', '0'}, {'ZADD', key, '1', ''},
  {'ZCOUNT', key, '1', '1'},
  {'ZRANGE', key, '0', '-1'}, {'ZREM', key, ''}, {'ZREMRANGEBYSCORE', key, '1', '1'},
  {'ZREVRANGE', key, '0', '9'}, {'ZSCAN', key, '0'}, {'ZSCORE', key, ''},
}
for _, command in ipairs(redis.acl_check_cmd and needed or {}) do
  if not redis.acl_check_cmd(unpack(command)) then table.insert(denied, command[1]) end
end
if #denied > 0 then return denied end
-- Refused where a write would be (a replica, full, too few replicas, a disk that fails), and writes
-- nothing: the key is never there.
redis.call('SET', key, '', 'XX')
-- A server before 6.2 does not know these options, and would fail in the middle of other scripts.
redis.call('ZRANGE', key, '-inf', '+inf', 'BYSCORE')
redis.call('ZADD', key, 'XX', 'LT', '1', '')
redis.call('XTRIM', key, 'MINID', '0')
return denied
