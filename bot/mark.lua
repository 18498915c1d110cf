-- Keep what Slack shows of a run, as long as the run, and take off what that fulfils.
-- KEYS: run, shown, delivering, due.
-- ARGV: what is shown, ms to keep run and shown, ms to go on delivering, members of due…
-- Of a run that is forgotten nothing is kept.
if redis.call('PEXPIRE', KEYS[1], ARGV[2]) == 1 then
  redis.call('SET', KEYS[2], ARGV[1], 'PX', ARGV[2])
end
redis.call('PEXPIRE', KEYS[3], ARGV[3])
for n = 4, #ARGV do redis.call('ZREM', KEYS[4], ARGV[n]) end
