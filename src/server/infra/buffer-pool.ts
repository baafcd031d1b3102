/** Smaller ones cost less than keeping them; larger ones are rare. */
const BYTES_MIN = 64 * 1024;
const BYTES_MAX = 8 * 1024 * 1024;
/** What is kept for later, at most. */
const KEPT_BYTES_MAX = 32 * 1024 * 1024;

const free = new Map<number, ArrayBuffer[]>();
const taken = new WeakSet<ArrayBuffer>();
let keptBytes = 0;

/**
 * A buffer of at least so many bytes, whatever is in it. Memory outside of its heap is what makes the platform collect garbage
 * most often: a large buffer that is given back spares more than the time to make it.
 */
export function takeBuffer(bytes: number): Buffer {
  if (bytes < BYTES_MIN || bytes > BYTES_MAX) return Buffer.allocUnsafe(bytes);
  const size = 2 ** Math.ceil(Math.log2(bytes));
  const known = free.get(size)?.pop();
  if (known !== undefined) keptBytes -= size;
  const memory = known ?? Buffer.allocUnsafeSlow(size).buffer;
  if (!(memory instanceof ArrayBuffer)) return Buffer.allocUnsafe(bytes);
  taken.add(memory);
  return Buffer.from(memory, 0, bytes);
}

/** Gives back what nobody will look at any more. What was not taken here, or is given back already, is left alone. */
export function giveBuffer({ buffer }: Buffer): void {
  if (!(buffer instanceof ArrayBuffer) || !taken.delete(buffer)) return;
  if (keptBytes + buffer.byteLength > KEPT_BYTES_MAX) return;
  keptBytes += buffer.byteLength;
  const sameSize = free.get(buffer.byteLength);
  if (sameSize === undefined) free.set(buffer.byteLength, [buffer]);
  else sameSize.push(buffer);
}
