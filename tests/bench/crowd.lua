-- Copies of one run, each of an account of its own: so many open runs, as real as that one.
-- KEYS: of the run, of its account and of its lead, and those that hold runs among others.
-- ARGV: run, account, the prefix of keys and the one of the copies, number of the first copy and of
-- the last, the lead, how many people lead them ('' for the same one).
local run, account, from, to = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
local first, last, lead, people = tonumber(ARGV[5]), tonumber(ARGV[6]), ARGV[7], tonumber(ARGV[8])

local function plain(text) return (string.gsub(text, '%p', '%%%0')) end
local account_there, lead_there, from_there = plain(account), plain(lead), '^' .. plain(from)

-- What is there, read once: {key, kind, value or members, ms that it lives}.
local parts = {}
for _, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key).ok
  local shared = not string.find(key, account, 1, true)
  local value
  if kind == 'string' then
    value = redis.call('GET', key)
  elseif kind == 'zset' then
    value = {}
    local found = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    for n = 1, #found, 2 do
      if not shared or string.find(found[n], run, 1, true) then
        value[#value + 1] = {found[n], found[n + 1]}
      end
    end
  end
  parts[#parts + 1] = {key, kind, value, redis.call('PTTL', key)}
end

for n = first, last do
  local name = string.format('crowd%07d', n)
  local who = people and string.format('U0CROWD%05d', n % people) or lead
  local function its(text)
    text = string.gsub(text, account_there, name)
    return (string.gsub(text, lead_there, who))
  end
  for _, part in ipairs(parts) do
    local key, kind, value, lives = to .. its(string.gsub(part[1], from_there, '')), unpack(part, 2, 4)
    if kind == 'string' then
      redis.call('SET', key, its(value))
    elseif kind == 'zset' then
      for _, entry in ipairs(value) do redis.call('ZADD', key, entry[2], its(entry[1])) end
    end
    if lives > 0 then redis.call('PEXPIRE', key, lives) end
  end
end
