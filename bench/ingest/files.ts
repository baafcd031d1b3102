import { join } from "node:path";
import { newEventToWire } from "@/server/demo/wire-event";
import { makeBatches, type Source } from "../load/bodies";
import { BATCH_PATH, SINGLE_PATH, toRequest, writeChunks } from "../load/requests";
import { copyRows } from "./specified-table";

export type MixFiles = { rows: string; batches: string; single: string; events: string };

/** The same events in each form that a measurement sends. */
export async function writeFiles(
  folder: string,
  source: Source,
  plan: { batches: number; singles: number },
): Promise<MixFiles> {
  const batches = await makeBatches(source, plan.batches);
  const file = (name: string) => join(folder, `${source.mix}-${name}`);
  const files = { rows: file("rows"), batches: file("batches"), single: file("single"), events: file("events") };
  const wire = batches.map((batch) => batch.map(newEventToWire));
  writeChunks(files.rows, batches.map(copyRows));
  writeChunks(
    files.events,
    batches.map((batch) => Buffer.from(JSON.stringify(batch))),
  );
  writeChunks(
    files.batches,
    wire.map((texts) => toRequest(BATCH_PATH, `[${texts.join(",")}]`)),
  );
  const singles = wire.flat().slice(0, plan.singles);
  writeChunks(
    files.single,
    singles.map((text) => toRequest(SINGLE_PATH, text)),
  );
  return files;
}
