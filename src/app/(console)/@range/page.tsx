/** Home has no range of its own. */
export default function HomeRange() {
  return null;
}
