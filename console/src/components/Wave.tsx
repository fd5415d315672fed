/** Intertide's mark. */
export function Wave({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#0b7285" />
      <path
        d="M5 13c3.7 0 3.7 3 7.3 3s3.700-3 7.400-3 3.600 3 7.300 3M5 20c3.700 0 3.700 3 7.300 3s3.700-3 7.400-3 3.600 3 7.300 3"
        fill="none"
        stroke="#fff"
        strokeWidth="2.600"
        strokeLinecap="round"
      />
    </svg>
  );
}
