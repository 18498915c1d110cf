-- Take a member off, or set when it is due again, unless somebody set it anew meanwhile.
-- KEYS: due. ARGV: member, the lease it was taken with, when it is due again ('' for never).
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score or tonumber(score) ~= tonumber(ARGV[2]) then return 0 end
if ARGV[3] == '' then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return redis.call('ZADD', KEYS[1], 'CH', ARGV[3], ARGV[1])
