import { readFileSync } from "node:fs";
import { createSecureContext } from "node:tls";
import type { Log } from "./log";

export type TlsFiles = { certFile: string; keyFile: string };
export type TlsPair = { cert: string; key: string };

const LOOK_EVERY_MS = 5000;

/** Throws when a file can't be read or the two don't belong together. */
export function readTlsPair({ certFile, keyFile }: TlsFiles): TlsPair {
  const pair = { cert: readFileSync(certFile, "utf8"), key: readFileSync(keyFile, "utf8") };
  createSecureContext(pair);
  return pair;
}

/**
 * Looks at the files again and again and hands on a renewed pair. It compares contents, since a mounted secret is
 * exchanged by links and its files keep their times. A pair that is no good is reported once and the one in use stays.
 */
export function watchTlsPair(
  files: TlsFiles,
  options: { inUse: TlsPair; log: Log; onRenewed(pair: TlsPair): void; everyMs?: number },
): { stop(): void } {
  let { inUse } = options;
  let problem = "";
  const look = () => {
    try {
      const found = readTlsPair(files);
      problem = "";
      if (found.cert === inUse.cert && found.key === inUse.key) return;
      inUse = found;
      options.onRenewed(found);
      options.log.info({ file: files.certFile }, "a renewed certificate is in use");
    } catch (err) {
      const told = err instanceof Error ? err.message : String(err);
      if (told !== problem) options.log.warn({ err }, "the renewed certificate can't be used");
      problem = told;
    }
  };
  const timer = setInterval(look, options.everyMs ?? LOOK_EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}
