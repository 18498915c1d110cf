-- Everything that a decision needs, as of one moment.
-- KEYS: run, attempts, revision, account.
-- Returns {run or false, revision, attempts, open runs of the account}.
return {
  redis.call('GET', KEYS[1]),
  redis.call('GET', KEYS[3]) or '0',
  redis.call('ZRANGE', KEYS[2], 0, -1),
  redis.call('ZRANGE', KEYS[4], 0, -1),
}
