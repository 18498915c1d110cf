-- Claim somebody's Home tab for one process, unless it was looked after lately.
-- KEYS: until when each was. ARGV: the person, the time now, until when nobody else is to look after
-- it, ms to keep that.
local last = redis.call('ZSCORE', KEYS[1], ARGV[1])
if last and tonumber(last) > tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return 1
