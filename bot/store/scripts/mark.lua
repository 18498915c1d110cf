-- Keep what Slack shows of a run, as long as the run, and mend `due` by what that fulfils.
-- KEYS: run, shown, delivering, due, user, open runs of the account, runs of the flow; then what is
-- kept as long as these three, as it tells that no attempt of the account is missing.
-- ARGV: the token that the run is held with, what is shown, ms to keep the run from now on ('' to
-- leave that as it is), ms of a hold, ms to go on holding (0 to give it up), the time now, what
-- may mark the entry of a run (JSON), how many members are taken off due, those members…, then score
-- and member of each that is put there…
-- Returns 'lost', and changes nothing, where another holds the run, or has shown a later turn or
-- this one in another message. That nobody holds it says nothing: a failover may have lost that.
-- Returns 'held' where the hold goes on, also because the run has moved past what is shown; else
-- 'released'. Of a run that is forgotten nothing is kept.
local holder = redis.call('GET', KEYS[3])
if holder and holder ~= ARGV[1] then return 'lost' end
local shown = cjson.decode(ARGV[2])
local stored = not holder and redis.call('GET', KEYS[2])
if stored then
  stored = cjson.decode(stored)
  if stored.turn > shown.turn then return 'lost' end
  if stored.turn == shown.turn and stored.ts ~= '' and stored.ts ~= shown.ts then return 'lost' end
end

local kept = ARGV[3] ~= '' and redis.call('GET', KEYS[1])
if kept then
  kept = cjson.decode(kept)
  redis.call('PEXPIRE', KEYS[1], ARGV[3])
  -- The entries that it has in the indexes stay as long: else a second run would be started.
  for _, mark in ipairs(cjson.decode(ARGV[7])) do
    redis.call('ZADD', KEYS[5], 'XX', ARGV[6], mark .. kept.id)
    for _, index in ipairs({KEYS[6], KEYS[7]}) do
      redis.call('ZADD', index, 'XX', ARGV[6], mark .. kept.flow .. '/' .. kept.id)
    end
  end
  for index = 5, #KEYS do redis.call('PEXPIRE', KEYS[index], ARGV[3]) end
end
local left = redis.call('PTTL', KEYS[1])
if left > 0 then redis.call('SET', KEYS[2], ARGV[2], 'PX', left) end

local run = ARGV[5] == '0' and ARGV[8] ~= '0' and redis.call('GET', KEYS[1])
local moved_on = run and cjson.decode(run).turn > shown.turn
if ARGV[5] == '0' and not moved_on then
  redis.call('DEL', KEYS[3])
else
  redis.call('SET', KEYS[3], ARGV[1], 'PX', ARGV[4])
end
local first = 9 + ARGV[8]
for n = 9, first - 1 do redis.call('ZREM', KEYS[4], ARGV[n]) end
for n = first, #ARGV, 2 do redis.call('ZADD', KEYS[4], ARGV[n], ARGV[n + 1]) end
return (ARGV[5] ~= '0' or moved_on) and 'held' or 'released'
