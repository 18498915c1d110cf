-- Look up the members of a user group, and decide who asks Slack for them.
-- KEYS: members, asked; ARGV: the caller's token, ms for which nobody else asks
-- Returns the members that are kept ('' if none are), whether the caller is to ask, and for how many
-- ms nobody is to ask after that.
redis.call('SET', KEYS[2], ARGV[1], 'NX', 'PX', ARGV[2])
local asks = redis.call('GET', KEYS[2]) == ARGV[1] and 1 or 0
return {redis.call('GET', KEYS[1]) or '', asks, redis.call('PTTL', KEYS[2])}
