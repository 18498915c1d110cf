-- Everything that a decision needs, as of one moment; and, if asked, holds the run for one taker.
-- KEYS: run, audit, shown; for each name of the account, the run's own first: revision, attempts,
-- open runs, counted, word, names, joined; to deliver the run: delivering, due; to start one: tried.
-- ARGV: how many names; to deliver the run: the token to hold it with, ms to hold it, a member of
-- due; to start one: how many accounts with attempts to name.
-- Returns {run or false, what Slack shows or false, the oldest entry of the audit, the server's time
-- in seconds and microseconds, when that member is due or false, accounts with attempts (the latest
-- first) or false, accounts}; false while another holds the run. Accounts: for each name {revision,
-- attempts, open runs, what was counted or false, the run that had the last word or false, the other
-- names that were learned, each with who said so, the names that were counted together or false}.
local last = 3 + 7 * ARGV[1]
local delivering, due = KEYS[last + 1], KEYS[last + 2]
local tried = KEYS[last + 1]
if due then
  local held = redis.call('SET', delivering, ARGV[2], 'NX', 'PX', ARGV[3])
  -- A repeated command finds its own token.
  if not held and redis.call('GET', delivering) ~= ARGV[2] then return false end
end
local accounts = {}
for n = 4, last, 7 do
  table.insert(accounts, {
    redis.call('GET', KEYS[n]) or '0',
    redis.call('ZRANGE', KEYS[n + 1], 0, -1),
    redis.call('ZRANGE', KEYS[n + 2], 0, -1),
    redis.call('GET', KEYS[n + 3]),
    redis.call('GET', KEYS[n + 4]),
    redis.call('HGETALL', KEYS[n + 5]),
    redis.call('GET', KEYS[n + 6]),
  })
end
return {
  redis.call('GET', KEYS[1]),
  redis.call('GET', KEYS[3]),
  redis.call('XRANGE', KEYS[2], '-', '+', 'COUNT', 1),
  redis.call('TIME'),
  due and redis.call('ZSCORE', due, ARGV[4]) or false,
  tried and not due and redis.call('ZREVRANGE', tried, 0, ARGV[2] - 1) or false,
  accounts,
}
