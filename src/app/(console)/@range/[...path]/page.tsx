/** A screen without a range takes away the one of the screen before. */
export default function NoRange() {
  return null;
}
