-- Copies of one run, each of an account of its own.
-- ARGV: what a run leaves in Redis, as JSON, a list of [key, ms that it lives, string or members of
-- a sorted set with their scores], with \1 for the account and \2 for the lead; the number of the
-- first copy and of the last; the lead of all of them, or how many lead them in turn.
local parts, first, last = cjson.decode(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local people = tonumber(ARGV[4])

for n = first, last do
  local who = people and string.format('U0CROWD%05d', n % people) or ARGV[4]
  local names = {['\1'] = string.format('crowd%07d', n), ['\2'] = who}
  for _, part in ipairs(parts) do
    local key, lives, value = string.gsub(part[1], '[\1\2]', names), unpack(part, 2)
    if type(value) == 'string' then
      redis.call('SET', key, string.gsub(value, '[\1\2]', names), 'PX', lives)
    else
      for _, entry in ipairs(value) do
        redis.call('ZADD', key, entry[2], (string.gsub(entry[1], '[\1\2]', names)))
      end
      if lives > 0 then redis.call('PEXPIRE', key, lives) end
    end
  end
end
