import { type Head, newHead } from "@/server/remediations";
import type { Policies } from "./sql";

/** Of each of two generations. */
const HEADS_MAX = 5000;
const PENALTY_MAX = 63;

type Known = Head | "uncertain";

/** Moves of heads that are on their way. */
export type Sent = {
  readonly heads: readonly Head[];
  /** When they are stored, or not. */
  readonly end: Promise<void>;
  /** They are on the connection on which such moves follow each other. */
  isInLine: boolean;
};

/**
 * Where chains stand as far as this process knows: what it has written last, or has sent to be written. Nobody relies on
 * it: whoever uses it has PostgreSQL check it. Where others write the same chains it is often wrong, and is then asked less
 * often.
 */
export class HeadMemory {
  /** Policies as last read. */
  policies: Policies | undefined;
  /** Two generations: the younger one takes the place of the elder when it is full, so that nothing has to be taken out. */
  #heads = new Map<string, Known>();
  #elder = new Map<string, Known>();
  readonly #reserved = new Map<string, Promise<void>>();
  readonly #sent = new Set<Sent>();
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
      const head = this.#heads.get(correlationId) ?? this.#elder.get(correlationId) ?? newHead(correlationId);
      if (head === "uncertain") return undefined;
      heads.set(correlationId, head);
    }
    return heads;
  }

  /** Takes heads as they will be once `send` has succeeded, which is told of the moves of the same chains before; gives its outcome. */
  async follow<T>(heads: readonly Head[], send: (own: Sent, earlier: readonly Sent[]) => Promise<T>): Promise<T> {
    const earlier = this.#movesOf(new Set(heads.map(({ correlationId }) => correlationId)));
    let ended = ignore;
    const own: Sent = { heads, isInLine: false, end: new Promise((resolve) => (ended = resolve)) };
    this.learn(heads);
    this.#sent.add(own);
    try {
      return await send(own, earlier);
    } catch (error) {
      for (const { correlationId } of heads) this.#put(correlationId, "uncertain");
      throw error;
    } finally {
      this.#sent.delete(own);
      ended();
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
    const done = Promise.all(this.#movesOf(correlationIds).map((sent) => sent.end)).then(work);
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

  #movesOf(correlationIds: ReadonlySet<string>): Sent[] {
    return [...this.#sent].filter(({ heads }) => heads.some((head) => correlationIds.has(head.correlationId)));
  }

  #put(correlationId: string, head: Known): void {
    this.#heads.set(correlationId, head);
    if (this.#heads.size < HEADS_MAX) return;
    this.#elder = this.#heads;
    this.#heads = new Map();
  }
}

function ignore(): void {}
