-- Take a member off, or set when it is due again, unless somebody set it anew meanwhile: then it
-- has another score than the lease, and the run has moved on.
-- KEYS: due, run.
-- ARGV: member, the lease it was taken with, when it is due again ('' for never), the turn that the
-- run was at when it was done ('' where the lease alone counts).
local score = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not score then return 0 end
if tonumber(score) ~= tonumber(ARGV[2]) then
  local run = ARGV[4] ~= '' and redis.call('GET', KEYS[2])
  if not run or cjson.decode(run).turn ~= tonumber(ARGV[4]) then return 0 end
end
if ARGV[3] == '' then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return redis.call('ZADD', KEYS[1], 'CH', ARGV[3], ARGV[1])
