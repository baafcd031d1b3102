import type { Redis } from "ioredis";

/** All or none: refuses the whole call when the entries or their bytes would pass the capacity. Returns 1 or 0. */
const PUSH = `
local entries = redis.call('XLEN', KEYS[1])
local bytes = tonumber(redis.call('GET', KEYS[2]) or '0')
local added = 0
for i = 3, #ARGV do added = added + #ARGV[i] end
if entries + #ARGV - 2 > tonumber(ARGV[1]) then return 0 end
if bytes + added > tonumber(ARGV[2]) then return 0 end
for i = 3, #ARGV do redis.call('XADD', KEYS[1], '*', 'message', ARGV[i]) end
redis.call('INCRBY', KEYS[2], added)
return 1`;

/** True for the one replica that really removes the entry: two may hold it after a claim, and only one may act on it. */
const REMOVE = `
local function remove(stream, bytesKey, group, id, size)
  redis.call('XACK', stream, group, id)
  if redis.call('XDEL', stream, id) == 0 then return false end
  if redis.call('DECRBY', bytesKey, size) < 0 or redis.call('XLEN', stream) == 0 then redis.call('SET', bytesKey, '0') end
  return true
end`;

/** ARGV: group, then id and size by turns. */
const SETTLE = `${REMOVE}
for i = 2, #ARGV, 2 do remove(KEYS[1], KEYS[2], ARGV[1], ARGV[i], ARGV[i + 1]) end
return 1`;

/** Replaces an entry by a copy with its new count; ARGV: group, id, size, new message. */
const POSTPONE = `${REMOVE}
if not remove(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]) then return 0 end
redis.call('XADD', KEYS[1], '*', 'message', ARGV[4])
redis.call('INCRBY', KEYS[2], #ARGV[4])
return 1`;

/** Moves an entry to the dead letters unless they are full. ARGV: group, id, size, message, moved_at, count, cause, capacity. */
const BURY = `${REMOVE}
if redis.call('XLEN', KEYS[3]) >= tonumber(ARGV[8]) then return 0 end
if not remove(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]) then return 1 end
redis.call('XADD', KEYS[3], '*', 'message', ARGV[4], 'original_id', ARGV[2], 'moved_at', ARGV[5], 'final_retry_count', ARGV[6], 'cause', ARGV[7])
return 1`;

type Argument = string | number;
type Script = (client: Redis, keys: readonly string[], values: readonly Argument[]) => Promise<unknown>;

export const pushScript: Script = script(PUSH);
export const settleScript: Script = script(SETTLE);
export const postponeScript: Script = script(POSTPONE);
export const buryScript: Script = script(BURY);

/** EVAL caches by content on the server; the text is under 1 KB, so it is simply sent each time. */
function script(lua: string): Script {
  return (client, keys, values) => client.eval(lua, keys.length, ...keys, ...values);
}
