import type { Redis } from "ioredis";

/**
 * All or none: refuses the whole call when the entries or their bytes would pass the capacity. Returns 1 or 0.
 * ARGV: entries and bytes at most, value and seconds of the note at KEYS[3] (empty: no note), then the messages.
 * Each entry says its size, so that entries of the former service, which were never counted, are never subtracted.
 */
const PUSH = `
local entries = redis.call('XLEN', KEYS[1])
local bytes = tonumber(redis.call('GET', KEYS[2]) or '0')
local added = 0
for i = 5, #ARGV do added = added + #ARGV[i] end
if entries + #ARGV - 4 > tonumber(ARGV[1]) then return 0 end
if bytes + added > tonumber(ARGV[2]) then return 0 end
if ARGV[3] ~= '' then redis.call('SET', KEYS[3], ARGV[3], 'EX', ARGV[4]) end
for i = 5, #ARGV do redis.call('XADD', KEYS[1], '*', 'message', ARGV[i], 'bytes', #ARGV[i]) end
redis.call('INCRBY', KEYS[2], added)
return 1`;

/** True for the one replica that really removes the entry: two may hold it after a take-over, and only one may act on it. */
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
redis.call('XADD', KEYS[1], '*', 'message', ARGV[4], 'bytes', #ARGV[4])
redis.call('INCRBY', KEYS[2], #ARGV[4])
return 1`;

/**
 * Moves an entry to the dead letters unless they are full: its fields are taken over inside Valkey, byte for byte, even
 * where they are not text. ARGV: group, id, size, moved_at, count, cause, capacity. Returns 0 when the dead letters are
 * full and 2 when the entry is gone.
 */
const BURY = `${REMOVE}
if redis.call('XLEN', KEYS[3]) >= tonumber(ARGV[7]) then return 0 end
local found = redis.call('XRANGE', KEYS[1], ARGV[2], ARGV[2])
if not remove(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3]) then return 2 end
local letter = {}
local fields = found[1][2]
for i = 1, #fields, 2 do
  if fields[i] ~= 'bytes' then
    letter[#letter + 1] = fields[i]
    letter[#letter + 1] = fields[i + 1]
  end
end
for _, value in ipairs({ 'original_id', ARGV[2], 'moved_at', ARGV[4], 'final_retry_count', ARGV[5], 'cause', ARGV[6] }) do
  letter[#letter + 1] = value
end
redis.call('XADD', KEYS[3], '*', unpack(letter))
return 1`;

/** Only while nothing is pending for it: what a consumer holds would be lost with it. ARGV: group, consumer. */
const FORGET = `
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1`;

/**
 * Removes entries that were delivered and acknowledged but left in the stream, as the former service does: those before
 * the oldest pending one, or up to the last delivered one when none is pending. ARGV: group. Returns their number.
 */
const TRIM = `
local pending = redis.call('XPENDING', KEYS[1], ARGV[1])
if pending[1] > 0 then return redis.call('XTRIM', KEYS[1], 'MINID', pending[2]) end
for _, group in ipairs(redis.call('XINFO', 'GROUPS', KEYS[1])) do
  local facts = {}
  for i = 1, #group, 2 do facts[group[i]] = group[i + 1] end
  if facts['name'] == ARGV[1] then
    local ms, seq = string.match(facts['last-delivered-id'], '^(%d+)-(%d+)$')
    return redis.call('XTRIM', KEYS[1], 'MINID', ms .. '-' .. string.format('%.0f', tonumber(seq) + 1))
  end
end
return 0`;

/** Removes a key while it still holds this value. */
const FORGET_NOTES = `
for i = 1, #KEYS do
  if redis.call('GET', KEYS[i]) == ARGV[i] then redis.call('DEL', KEYS[i]) end
end
return 1`;

type Argument = string | number;
type Script = (client: Redis, keys: readonly string[], values: readonly Argument[]) => Promise<unknown>;

export const pushScript: Script = script(PUSH);
export const settleScript: Script = script(SETTLE);
export const postponeScript: Script = script(POSTPONE);
export const buryScript: Script = script(BURY);
export const forgetConsumerScript: Script = script(FORGET);
export const trimFinishedScript: Script = script(TRIM);
export const forgetNotesScript: Script = script(FORGET_NOTES);

/** EVAL caches by content on the server; the text is about 1 KB, so it is simply sent each time. */
function script(lua: string): Script {
  return (client, keys, values) => client.eval(lua, keys.length, ...keys, ...values);
}
