-- Take what is due, for one taker only: each taken member is put off by the lease,
-- so that another taker has it if this one dies.
-- KEYS: due. ARGV: now, end of the lease, how many at most.
local taken = redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])
for _, member in ipairs(taken) do redis.call('ZADD', KEYS[1], ARGV[2], member) end
return taken
