-- Keep what Slack shows of a run, as long as the run, and take off what that fulfils.
-- KEYS: run, shown, delivering, due.
-- ARGV: the token that the run is held with, what is shown, ms to keep the run from now on ('' to
-- leave that as it is), ms to go on holding, members of due…
-- Returns 0, and changes nothing, where another holds the run or has shown a later turn since. That
-- nobody holds it says nothing: a failover may have lost that.
-- Of a run that is forgotten nothing is kept.
local holder = redis.call('GET', KEYS[3])
if holder and holder ~= ARGV[1] then return 0 end
local stored = not holder and redis.call('GET', KEYS[2])
if stored and cjson.decode(stored).turn > cjson.decode(ARGV[2]).turn then return 0 end

if ARGV[3] ~= '' then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
local left = redis.call('PTTL', KEYS[1])
if left > 0 then redis.call('SET', KEYS[2], ARGV[2], 'PX', left) end
redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[4])
for n = 5, #ARGV do redis.call('ZREM', KEYS[4], ARGV[n]) end
return 1
