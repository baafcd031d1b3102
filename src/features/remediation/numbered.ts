export type Numbered<Item> = { number: number; item: Item };

/** Items that never change places get their position, from 1, as identity. */
export function numbered<Item>(items: readonly Item[]): Numbered<Item>[] {
  return items.map((item, index) => ({ number: index + 1, item }));
}
