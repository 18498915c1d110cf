-- Give up what this process holds, unless its time was over and another holds it now.
-- KEYS: what is held. ARGV: the token that it is held with.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
