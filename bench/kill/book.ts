/** What the client knows of each event that it sent; every event carries a marker of its own. */
export type Entry = { correlationId: string; isAcknowledged: boolean; copiesMax: number };

export class Book {
  readonly entries = new Map<string, Entry>();

  open(marker: string, correlationId: string): void {
    this.entries.set(marker, { correlationId, isAcknowledged: false, copiesMax: 1 });
  }

  acknowledge(markers: readonly string[]): void {
    for (const marker of markers) this.change(marker, (entry) => (entry.isAcknowledged = true));
  }

  /** An event without an id was sent again after an answer that never came: both may be stored, and that is the client's doing. */
  allowOneMore(markers: readonly string[]): void {
    for (const marker of markers) this.change(marker, (entry) => entry.copiesMax++);
  }

  private change(marker: string, how: (entry: Entry) => void): void {
    const entry = this.entries.get(marker);
    if (entry !== undefined) how(entry);
  }
}
