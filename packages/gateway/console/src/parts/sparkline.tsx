const WIDTH = 120;
const HEIGHT = 24;

/** A trend as bars; none where nothing is known. */
export function Sparkline({ values }: { readonly values: readonly (number | null)[] }) {
  const most = Math.max(1, ...values.map((value) => value ?? 0));
  const step = WIDTH / values.length;
  return (
    <svg
      class="sparkline"
      viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {values.map((value, index) => {
        if (value === null || value === 0) return null;
        const height = Math.max(1, (value / most) * HEIGHT);
        return (
          <rect
            key={index}
            x={index * step}
            y={HEIGHT - height}
            width={Math.max(1, step - 0.5)}
            height={height}
          />
        );
      })}
    </svg>
  );
}
