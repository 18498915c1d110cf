-- Everything that a decision needs, as of one moment.
-- KEYS: run, attempts, revision, account, audit, counted, word.
-- Returns {run or false, revision, attempts, open runs of the account, the oldest entry of the
-- audit, the server's time in seconds and microseconds, what was counted or false, the run that had the last word or false}.
return {
  redis.call('GET', KEYS[1]),
  redis.call('GET', KEYS[3]) or '0',
  redis.call('ZRANGE', KEYS[2], 0, -1),
  redis.call('ZRANGE', KEYS[4], 0, -1),
  redis.call('XRANGE', KEYS[5], '-', '+', 'COUNT', 1),
  redis.call('TIME'),
  redis.call('GET', KEYS[6]),
  redis.call('GET', KEYS[7]),
}
