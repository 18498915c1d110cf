-- Keep a report that is not kept already, without those that are too old, and no more than may be.
-- KEYS: differences.
-- ARGV: when (ms), the report, for how long it is kept (ms), how many are kept.
redis.call('ZADD', KEYS[1], 'NX', ARGV[1], ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[3])
for _, oldest in ipairs(redis.call('ZRANGE', KEYS[1], 0, -ARGV[4] - 1)) do
  redis.call('ZREM', KEYS[1], oldest)
end
return redis.call('PEXPIRE', KEYS[1], ARGV[3])
