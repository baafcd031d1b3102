import type { ChainFinding, ChainVerdict } from "@/contracts/audit";
import { canonicalStoredJson } from "@/lib/canonical-json";
import { contentDigest, HASH_VERSION, type HashedFields, linkHash, payloadDigest } from "./chain";

/** A stored event as the verifier reads it. `payloadDigest` (hex) stands in for a payload that was withheld. */
export type StoredLink = HashedFields & {
  eventData: string;
  payloadDigest: string | null;
  chainSeq: number | null;
  eventHash: string | null;
  previousEventHash: string | null;
  hashVersion: number;
};

export type ChainHead = { chainSeq: number; headHash: string | null };

/** Positions that retention removed, with the hashes on both sides, so that a chain can be followed across them. */
export type ChainGap = { fromSeq: number; toSeq: number; hashBefore: string | null; hashLast: string };

const FINDINGS_MAX = 100;
/** How far from its position an event is looked for before it is called altered. */
const SWAP_DISTANCE_MAX = 64;

/** Judges one chain, event by event in order of position. It keeps the previous event only, so length doesn't matter. */
export class ChainWalk {
  private readonly findings: ChainFinding[] = [];
  private findingsTotal = 0;
  private total = 0;
  private verified = 0;
  private outside = 0;
  private unknownVersion = 0;
  private isBroken = false;
  private position = 0;
  private previousHash: string | null = null;
  private last: StoredLink | undefined;
  private lastFault = false;
  private removed = 0;
  private nextGap = 0;

  /** @param gaps in order of position. */
  constructor(private readonly gaps: readonly ChainGap[] = []) {}

  add(link: StoredLink): void {
    this.total++;
    if (link.chainSeq === null) this.addOutsideChain(link);
    else if (link.chainSeq <= this.position) this.report("out_of_order", link, takenTwice(link.chainSeq));
    else this.addInChain(link, link.chainSeq);
  }

  private addInChain(link: StoredLink, position: number): void {
    this.crossGaps();
    const isNext = position === this.position + 1;
    if (!isNext) this.reportGap(this.position + 1, position - 1, link);
    const isSound = this.checkLink(link, position, isNext);
    if (isSound) this.verified++;
    this.position = position;
    this.previousHash = link.eventHash;
    this.last = link;
    this.lastFault = !isSound;
  }

  /** Follows the chain over what was removed, as far as the records of removal fit the hash before. */
  private crossGaps(): void {
    for (let gap = this.gaps[this.nextGap]; gap && gap.fromSeq <= this.position + 1; gap = this.gaps[this.nextGap]) {
      this.nextGap++;
      if (gap.fromSeq !== this.position + 1 || gap.hashBefore !== this.previousHash) continue;
      this.removed += gap.toSeq - gap.fromSeq + 1;
      this.position = gap.toSeq;
      this.previousHash = gap.hashLast;
      this.last = undefined;
      this.lastFault = false;
    }
  }

  finish(correlationId: string, head: ChainHead | undefined, verificationTime: string): ChainVerdict {
    this.checkHead(head);
    const verdict = this.verdict(head);
    return {
      correlation_id: correlationId,
      verdict,
      total_events: this.total,
      verified_events: this.verified,
      skipped_null_hash: this.outside,
      head: head?.headHash ? { chain_seq: head.chainSeq, event_hash: head.headHash } : null,
      findings: this.findings,
      findings_total: this.findingsTotal,
      verification_time: verificationTime,
      message: this.message(verdict),
    };
  }

  private addOutsideChain(link: StoredLink): void {
    this.outside++;
    this.note("unhashed", link, "stands outside the chain: it was stored without a hash");
  }

  private checkLink(link: StoredLink, position: number, isNext: boolean): boolean {
    if (link.eventHash === null) {
      this.report("unhashed", link, `has a position in the chain but no hash`);
      return false;
    }
    const follows = !isNext || link.previousEventHash === this.previousHash;
    if (link.hashVersion !== HASH_VERSION) {
      this.unknownVersion++;
      if (!follows) this.reportBrokenLink(link, position);
      this.note("unhashed", link, `follows hash version ${link.hashVersion}, which this server doesn't know`);
      return false;
    }
    const content = contentOf(link);
    const hash = content && linkHash(link.previousEventHash, position, content);
    if (hash === link.eventHash) {
      if (!follows) this.reportBrokenLink(link, position);
      return true;
    }
    const home = content && chainedAt(link, position, content);
    if (home !== undefined) {
      this.report("out_of_order", link, `stands at position ${position} but was chained at ${home}`);
    } else {
      this.report("altered", link, "doesn't match its hash: it was changed after it was stored", hash ?? null);
    }
    return false;
  }

  /** The hash before doesn't match. Unless that event was reported already, it was changed and hashed anew. */
  private reportBrokenLink(link: StoredLink, position: number): void {
    const before = this.last;
    if (before === undefined) {
      this.report("out_of_order", link, "names an event before it that the chain doesn't have");
    } else if (!this.lastFault) {
      this.verified--;
      this.report(
        "altered",
        before,
        `was changed and hashed anew: event ${position} still names its former hash`,
        link.previousEventHash,
      );
    }
  }

  private reportGap(from: number, to: number, next: StoredLink): void {
    const count = to - from + 1;
    const what = count === 1 ? `event ${from} is missing` : `events ${from} to ${to} are missing`;
    this.push({
      kind: "missing",
      chain_seq: from,
      event_id: null,
      event_timestamp: null,
      expected_hash: count === 1 ? next.previousEventHash : null,
      actual_hash: null,
      previous_hash: this.previousHash,
      message: `${what} before ${next.eventId}`,
    });
  }

  private checkHead(head: ChainHead | undefined): void {
    this.crossGaps();
    const last = this.last;
    if (head === undefined || head.chainSeq === 0) {
      if (last !== undefined)
        this.report("head_missing", last, "the record of the chain's end is missing: later events may be, too");
      return;
    }
    if (head.chainSeq > this.position) {
      this.reportTail(head);
    } else if (last === undefined) {
      if (this.previousHash !== head.headHash) this.reportTail(head);
    } else if (head.chainSeq < this.position) {
      this.report("out_of_order", last, `stands beyond the recorded end of the chain (${head.chainSeq})`);
    } else if (last.eventHash !== head.headHash && !this.lastFault) {
      this.verified--;
      this.report(
        "altered",
        last,
        "was changed and hashed anew: the record of the chain's end names its former hash",
        head.headHash,
      );
    }
  }

  private reportTail(head: ChainHead): void {
    const from = this.position + 1;
    const what = from === head.chainSeq ? `event ${from} is` : `events ${from} to ${head.chainSeq} are`;
    this.push({
      kind: "tail_missing",
      chain_seq: from,
      event_id: null,
      event_timestamp: null,
      expected_hash: head.headHash,
      actual_hash: null,
      previous_hash: this.previousHash,
      message: `${what} missing at the end of the chain`,
    });
  }

  private report(kind: ChainFinding["kind"], link: StoredLink, message: string, expected: string | null = null): void {
    this.isBroken = true;
    this.note(kind, link, message, expected);
  }

  private note(kind: ChainFinding["kind"], link: StoredLink, message: string, expected: string | null = null): void {
    this.keep({
      kind,
      chain_seq: link.chainSeq ?? 0,
      event_id: link.eventId,
      event_timestamp: link.eventTimestamp,
      expected_hash: expected,
      actual_hash: link.eventHash,
      previous_hash: link.previousEventHash,
      message,
    });
  }

  private push(finding: ChainFinding): void {
    this.isBroken = true;
    this.keep(finding);
  }

  private keep(finding: ChainFinding): void {
    this.findingsTotal++;
    if (this.findings.length < FINDINGS_MAX) this.findings.push(finding);
  }

  private verdict(head: ChainHead | undefined): ChainVerdict["verdict"] {
    if (this.isBroken) return "broken";
    if (this.outside + this.unknownVersion > 0) return "cannot_verify";
    return this.total + this.removed === 0 && (head?.chainSeq ?? 0) === 0 ? "nothing_to_verify" : "verified";
  }

  private message(verdict: ChainVerdict["verdict"]): string {
    if (verdict === "nothing_to_verify") return "No events found for correlation_id";
    const gone = this.removed === 0 ? "" : ` ${this.removed} were removed by retention, which left their hashes.`;
    if (verdict === "verified") return `All ${this.total} events match the chain and its recorded end.${gone}`;
    if (verdict === "broken")
      return `The chain is broken: ${this.findingsTotal} finding${this.findingsTotal === 1 ? "" : "s"}.`;
    return `${this.outside + this.unknownVersion} of ${this.total} events can't be checked; nothing contradicts the others.`;
  }
}

/** Recomputes one event from its stored bytes, at the position and after the hash that it names. */
export function matchesOwnHash(link: StoredLink): boolean {
  const content = contentOf(link);
  if (content === undefined || link.chainSeq === null || link.hashVersion !== HASH_VERSION) return false;
  return linkHash(link.previousEventHash, link.chainSeq, content) === link.eventHash;
}

function contentOf(link: StoredLink): string | undefined {
  const digest = payloadDigestOf(link);
  return digest && contentDigest(link, digest);
}

/** Undefined when what is stored isn't readable at all. */
export function payloadDigestOf(link: StoredLink): string | undefined {
  if (link.payloadDigest !== null) return link.payloadDigest;
  const canonical = canonicalStoredJson(link.eventData);
  return canonical === undefined ? undefined : payloadDigest(canonical);
}

function chainedAt(link: StoredLink, position: number, content: string): number | undefined {
  for (let distance = 1; distance <= SWAP_DISTANCE_MAX; distance++) {
    for (const candidate of [position - distance, position + distance]) {
      if (candidate >= 1 && linkHash(link.previousEventHash, candidate, content) === link.eventHash) return candidate;
    }
  }
  return undefined;
}

function takenTwice(position: number): string {
  return `claims position ${position}, which another event has`;
}
