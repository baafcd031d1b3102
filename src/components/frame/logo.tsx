/** The mark: a holdfast, the part by which a kelp grips the rock. */
export function Logo({ size = 18 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d="M9 1.5v15M9 10.5c0 3-2 5.5-6 6M9 10.5c0 3 2 5.5 6 6M5.5 4.5h7" />
    </svg>
  );
}
