import { scannerModule } from "@/generated/scanner";
import { canonicalNumber, isExactNumber } from "./json-number";

/** What `src/scanner` exports. Places and lengths are in bytes. */
type Scanner = {
  memory: WebAssembly.Memory;
  inAt: WebAssembly.Global;
  inMax: WebAssembly.Global;
  outAt: WebAssembly.Global;
  spansAt: WebAssembly.Global;
  fieldsAt: WebAssembly.Global;
  membersAt: WebAssembly.Global;
  columnsAt: WebAssembly.Global;
  entryBytes: WebAssembly.Global;
  grow(): void;
  setLimits(depth: number, payloadBytes: number, members: number): void;
  setTables(fields: number, members: number, textColumns: number, rowColumns: number): void;
  begin(length: number): void;
  position(): number;
  written(): number;
  takesMark(mark: number): number;
  isAtEnd(): number;
  canonical(depthMax: number, areNumbersRewritten: number): number;
  events(most: number, isWhole: number): number;
  areToCome(): number;
};

/**
 * The compiled scanner. It keeps nothing from one call to the next but what its memory holds: whoever uses it puts a text there,
 * calls it and takes the result away before anybody else can.
 */
export const scanner = instantiate();
/** The scanner's memory, which never grows again. */
export const scannerMemory = Buffer.from(scanner.memory.buffer);

function instantiate(): Scanner {
  const module = new WebAssembly.Module(Buffer.from(scannerModule, "base64"));
  const textAt = (from: number, length: number) => scannerMemory.toString("latin1", from, from + length);
  const number = {
    isExact: (from: number, length: number) => isExactNumber(textAt(from, length)),
    rewrite: (from: number, length: number) => {
      const canonical = canonicalNumber(textAt(from, length));
      if (canonical === undefined || canonical.length > length) return 0;
      return scannerMemory.write(canonical, from, "latin1");
    },
  };
  const { exports } = new WebAssembly.Instance(module, { number });
  const made = exports as unknown as Scanner;
  made.grow();
  return made;
}

const IN_AT = Number(scanner.inAt.value);
const OUT_AT = Number(scanner.outAt.value);
/** Longer texts are read by others. */
export const SCANNED_BYTES_MAX = Number(scanner.inMax.value);

export type Scanned = {
  depthMax: number;
  /** Whether a number is refused that stands there in another form than the canonical one, or written anew. */
  numbers: "canonical" | "any";
};

/** The canonical form of one JSON text, a copy; undefined when it is refused. `source`: without lone surrogates. */
export function scanCanonical(source: string, { depthMax, numbers }: Scanned): Buffer | undefined {
  if (source.length * 3 > SCANNED_BYTES_MAX && Buffer.byteLength(source) > SCANNED_BYTES_MAX) return undefined;
  scanner.begin(scannerMemory.write(source, IN_AT));
  const length = scanner.canonical(depthMax, numbers === "any" ? 1 : 0);
  return length === -1 ? undefined : Buffer.from(scannerMemory.subarray(OUT_AT, OUT_AT + length));
}
