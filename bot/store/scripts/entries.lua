-- Entries of the audit about one run, latest first: each names the time of the one before it.
-- KEYS: history of the run's account, audit.
-- ARGV: the run, its request, how many entries are enough, the time to begin at ('' for the last).
-- Returns the entries as {id, fields}, and the time of the one before them ('' if there is none). One
-- that was trimmed, or that an older bot wrote, ends them.
local found, at = {}, ARGV[4]
if at == '' then at = redis.call('ZSCORE', KEYS[1], ARGV[2]) or '' end
while at ~= '' and #found < tonumber(ARGV[3]) do
  at = string.format('%.0f', at)
  local of_run, before = {}, ''
  -- All of that millisecond: more than a few only where the clock of the server went back.
  for _, entry in ipairs(redis.call('XRANGE', KEYS[2], at, at)) do
    local fields = {}
    for n = 1, #entry[2], 2 do fields[entry[2][n]] = entry[2][n + 1] end
    if fields.run == ARGV[1] then
      if #of_run == 0 then before = fields.prev or '' end
      table.insert(of_run, 1, entry)
    end
  end
  for _, entry in ipairs(of_run) do table.insert(found, entry) end
  at = before ~= at and before or ''
end
return {found, at}
