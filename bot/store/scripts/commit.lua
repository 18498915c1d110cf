-- Write one decision, whole, if what it was decided on is still true.
-- KEYS: run, user, former user, due, audit, runs of the flow, history, who looks at the Home tab,
-- accounts with attempts, what checks of the flow found; then for each name of the account, the
-- run's own first: revision, attempts, open runs, counted, word, names, joined.
-- A correction of the operator is no run's: its `run` is empty.
-- ARGV: the change, as JSON (bot/store/commit.py builds it; numbers that are scores are strings).
-- Returns 'done', 'repeated' (this press is committed already) or 'moved on'.
local change = cjson.decode(ARGV[1])
local RUN, USER, FORMER, DUE, AUDIT, RUNS, HISTORY, HOMES, TRIED, READINESS = unpack(KEYS, 1, 10)
local accounts = {}
for n = 11, #KEYS, 7 do
  table.insert(accounts, {
    revision = KEYS[n], attempts = KEYS[n + 1], open = KEYS[n + 2], counted = KEYS[n + 3],
    word = KEYS[n + 4], names = KEYS[n + 5], joined = KEYS[n + 6],
  })
end
local own = accounts[1]

local stored = redis.call('GET', RUN)
local turn, press = 0, ''
if stored then
  local head = cjson.decode(stored)
  turn, press = head.turn, head.press
end
if press == change.press then return 'repeated' end
if turn ~= change.turn then return 'moved on' end
-- Whoever teaches another name raises the revisions of both, so a name that is missing here shows.
for n, account in ipairs(accounts) do
  local revision = redis.call('GET', account.revision) or '0'
  if revision ~= change.revisions[n] then return 'moved on' end
  if not string.find(revision, '^%d+$') or #revision > 15 then
    return redis.error_reply('WRONGTYPE the revision of an account is no number')
  end
end

-- A script that fails keeps what it has written until then. So whatever can fail is tried before the
-- first write: the right to each command, and the kind of each key that is not simply set.
local needed = {
  {'INCR', own.revision}, {'PEXPIRE', own.attempts, '1'}, {'SET', RUN, ''},
  {'XADD', AUDIT, '*', '', ''}, {'XTRIM', AUDIT, 'MINID', '0'}, {'ZADD', DUE, '1', ''},
  {'ZREM', DUE, ''}, {'ZREMRANGEBYSCORE', own.open, '1', '1'}, {'HSET', own.names, '', ''},
  {'ZSCORE', HISTORY, ''}, {'ZCOUNT', HOMES, '1', '1'},
}
for _, command in ipairs(redis.acl_check_cmd and needed or {}) do
  if not redis.acl_check_cmd(unpack(command)) then
    return redis.error_reply("NOPERM this user may not run the '" .. command[1] .. "' command")
  end
end
for _, key in ipairs({USER, FORMER, DUE, RUNS, HISTORY, HOMES, TRIED, READINESS}) do
  redis.call('ZCOUNT', key, '1', '1')
end
for _, account in ipairs(accounts) do
  redis.call('ZCOUNT', account.attempts, '1', '1')
  redis.call('ZCOUNT', account.open, '1', '1')
  redis.call('HLEN', account.names)
end
redis.call('XRANGE', AUDIT, '-', '+', 'COUNT', '1')

-- First what a full server refuses; the run last: as long as its turn is the old one, nothing is
-- taken for done.
for _, new in ipairs(change.due.on) do redis.call('ZADD', DUE, new[1], new[2]) end
for _, kept in ipairs(change.due.kept) do redis.call('ZADD', DUE, 'NX', kept[1], kept[2]) end
for _, member in ipairs(change.due.off) do redis.call('ZREM', DUE, member) end
-- What the Home tabs show changes too: soon, and for all of them at once.
if redis.call('ZCOUNT', HOMES, '-inf', '+inf') > 0 then
  redis.call('ZADD', DUE, 'LT', change.homes[1], change.homes[2])
end

-- An attempt that is known stays under the name that it was made under.
for _, new in ipairs(change.attempts.new) do
  redis.call('ZADD', own.attempts, new[1], new[2])
  if change.account ~= '' then redis.call('ZADD', TRIED, 'GT', new[1], change.account) end
end
redis.call('PEXPIRE', TRIED, change.attempts.keep)
for _, account in ipairs(accounts) do
  for _, member in ipairs(change.attempts.gone) do redis.call('ZREM', account.attempts, member) end
  redis.call('PEXPIRE', account.attempts, change.attempts.keep)
  redis.call('SET', account.counted, change.counted, 'PX', change.keep)
  -- An account of one name needs no such record, unless it had more.
  local only = #accounts == 1 and {'XX'} or {}
  redis.call('SET', account.joined, change.joined, 'PX', change.keep, unpack(only))
  if change.word ~= '' then redis.call('SET', account.word, change.word, 'PX', change.keep) end
  if change.touches_account then redis.call('INCR', account.revision) end
  redis.call('PEXPIRE', account.revision, change.keep)
  if change.learned[1] then redis.call('HSET', account.names, unpack(change.learned)) end
  redis.call('PEXPIRE', account.names, change.keep_audit)
  for _, entry in ipairs(change.entries_off) do redis.call('ZREM', account.open, entry) end
  if type(change.trim) == 'table' then
    redis.call('ZREMRANGEBYSCORE', account.open, '-inf', change.trim.runs)
  end
end

for _, entry in ipairs(change.entries_off) do redis.call('ZREM', RUNS, entry) end
for _, mine in ipairs(change.mine_off) do redis.call('ZREM', FORMER, mine) end
-- A run that has ended for good is no run of the account any more, but lists may still name it.
if change.entry ~= '' then
  redis.call('ZADD', own.open, change.moved_at, change.entry)
  redis.call('PEXPIRE', own.open, change.keep)
end
if change.listed ~= '' then
  redis.call('ZADD', RUNS, change.moved_at, change.listed)
  redis.call('ZADD', USER, change.moved_at, change.mine)
  for _, index in ipairs({RUNS, USER}) do redis.call('PEXPIRE', index, change.keep) end
end

-- Each entry names the time of the one before it of the same run, and the history has the time of
-- each run's last: so a report reads that run's entries alone.
local before = change.request ~= '' and redis.call('ZSCORE', HISTORY, change.request)
for _, entry in ipairs(change.audit) do
  if before then
    table.insert(entry, 'prev')
    table.insert(entry, string.format('%.0f', before))
  end
  local name = redis.call('XADD', AUDIT, '*', unpack(entry))
  before = change.request ~= '' and string.match(name, '^%d+')
end
if before then
  redis.call('ZADD', HISTORY, before, change.request)
  redis.call('PEXPIRE', HISTORY, change.keep_audit)
end
if type(change.trim) == 'table' then
  for _, index in ipairs({USER, FORMER, RUNS}) do
    redis.call('ZREMRANGEBYSCORE', index, '-inf', change.trim.runs)
  end
  redis.call('ZREMRANGEBYSCORE', TRIED, '-inf', change.trim.attempts)
  redis.call('XTRIM', AUDIT, 'MINID', '~', change.trim.audit)
  redis.call('ZREMRANGEBYSCORE', HISTORY, '-inf', change.trim.audit)
end

if change.readiness[1] then
  local at, found, keep, older = unpack(change.readiness)
  redis.call('ZADD', READINESS, at, found)
  redis.call('ZREMRANGEBYSCORE', READINESS, '-inf', older)
  redis.call('PEXPIRE', READINESS, keep)
end

if change.run ~= '' then redis.call('SET', RUN, change.run, 'PX', change.keep_run) end
return 'done'
