/** Next wants to know what stands here when no page of this folder fits. */
export default function NoRange() {
  return null;
}
