"use client";

import "./globals.css";

/** The frame itself failed, so this page stands alone. */
export default function GlobalError({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="flex h-dvh flex-col items-center justify-center gap-2 p-6 text-center">
          <title>Error · Holdfast</title>
          <h1>The console failed</h1>
          <p className="text-ink-soft">Nothing was changed. Loading the page again usually helps.</p>
          {error.digest && <p className="mono text-ink-soft">{error.digest}</p>}
          <button
            type="button"
            onClick={reset}
            className="mt-2 h-7 rounded-md border border-line-strong bg-surface px-2.5 font-medium text-sm hover:bg-hover"
          >
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
