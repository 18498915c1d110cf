-- Everything that a decision needs, as of one moment; and, if asked, holds the run for one taker.
-- KEYS: run, attempts, revision, account, audit, counted, word, shown; to deliver the
-- run: delivering, due.
-- ARGV: to deliver the run: the token to hold it with, ms to hold it, a member of due.
-- Returns {run or false, revision, attempts, open runs of the account, the oldest entry of the
-- audit, the server's time in seconds and microseconds, what was counted or false, the run that
-- had the last word or false, what Slack shows or false, when that member is due}; false while another
-- holds the run.
local hold = KEYS[9]
if hold then
  local held = redis.call('SET', KEYS[9], ARGV[1], 'NX', 'PX', ARGV[2])
  -- A repeated command finds its own token.
  if not held and redis.call('GET', KEYS[9]) ~= ARGV[1] then return false end
end
return {
  redis.call('GET', KEYS[1]),
  redis.call('GET', KEYS[3]) or '0',
  redis.call('ZRANGE', KEYS[2], 0, -1),
  redis.call('ZRANGE', KEYS[4], 0, -1),
  redis.call('XRANGE', KEYS[5], '-', '+', 'COUNT', 1),
  redis.call('TIME'),
  redis.call('GET', KEYS[6]),
  redis.call('GET', KEYS[7]),
  redis.call('GET', KEYS[8]),
  hold and redis.call('ZSCORE', KEYS[10], ARGV[3]),
}
