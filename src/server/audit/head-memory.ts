import { type Head, newHead } from "@/server/remediations";
import type { Policies } from "./sql";

const HEADS_MAX = 5000;
const PENALTY_MAX = 63;

/**
 * Where chains stand as far as this process knows: what it has written last, or has sent to be written. Nobody relies on
 * it: whoever uses it has PostgreSQL check it. Where others write the same chains it is often wrong, and is then asked less
 * often.
 */
export class HeadMemory {
  /** Policies as last read. */
  policies: Policies | undefined;
  readonly #heads = new Map<string, Head | "uncertain">();
  readonly #reserved = new Map<string, Promise<void>>();
  readonly #sent = new Map<Promise<unknown>, readonly Head[]>();
  #penalty = 0;
  #pause = 0;

  /** Heads of these chains, or nothing where that would be a bad guess. A chain that was never met is taken for new. */
  recall(correlationIds: Iterable<string>): Map<string, Head> | undefined {
    if (this.#pause > 0) {
      this.#pause--;
      return undefined;
    }
    const heads = new Map<string, Head>();
    for (const correlationId of correlationIds) {
      const head = this.#heads.get(correlationId) ?? newHead(correlationId);
      if (head === "uncertain") return undefined;
      heads.set(correlationId, head);
    }
    return heads;
  }

  /** Takes heads as they will be once what is `sent` has succeeded; gives the outcome of that. */
  async follow<T>(heads: readonly Head[], sent: Promise<T>): Promise<T> {
    this.learn(heads);
    this.#sent.set(sent, heads);
    try {
      return await sent;
    } catch (error) {
      for (const { correlationId } of heads) this.#put(correlationId, "uncertain");
      throw error;
    } finally {
      this.#sent.delete(sent);
    }
  }

  learn(heads: readonly Head[]): void {
    for (const head of heads) this.#put(head.correlationId, head);
  }

  wasRight(): void {
    this.#penalty >>= 1;
  }

  wasWrong(): void {
    this.#penalty = Math.min(this.#penalty * 2 + 1, PENALTY_MAX);
    this.#pause = this.#penalty;
  }

  /** Waits for whoever has reserved one of these chains. */
  async unreserved(correlationIds: ReadonlySet<string>): Promise<void> {
    for (const correlationId of correlationIds) {
      const reservation = this.#reserved.get(correlationId);
      if (reservation === undefined) continue;
      await reservation;
      return this.unreserved(correlationIds);
    }
  }

  /** Does `work` while nothing that is sent moves these chains. */
  async reserve<T>(correlationIds: ReadonlySet<string>, work: () => Promise<T>): Promise<T> {
    const done = Promise.allSettled(this.#movesOf(correlationIds)).then(work);
    const reservation = done.then(ignore, ignore);
    for (const correlationId of correlationIds) this.#reserved.set(correlationId, reservation);
    try {
      return await done;
    } finally {
      for (const correlationId of correlationIds) {
        if (this.#reserved.get(correlationId) === reservation) this.#reserved.delete(correlationId);
      }
    }
  }

  #movesOf(correlationIds: ReadonlySet<string>): Promise<unknown>[] {
    const sent = [...this.#sent];
    return sent.flatMap(([end, heads]) => (heads.some((head) => correlationIds.has(head.correlationId)) ? end : []));
  }

  #put(correlationId: string, head: Head | "uncertain"): void {
    this.#heads.delete(correlationId);
    this.#heads.set(correlationId, head);
    if (this.#heads.size <= HEADS_MAX) return;
    for (const oldest of this.#heads.keys()) {
      this.#heads.delete(oldest);
      return;
    }
  }
}

function ignore(): void {}
