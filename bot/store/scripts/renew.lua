-- Go on holding, or give up, unless this process's time was over and another holds it now.
-- KEYS: what is held. ARGV: the token that it is held with, ms from now; 0 gives it up.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])
