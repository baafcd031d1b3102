import { cn } from "@/lib/cn";
import { Button } from "./button";
import { Id } from "./id";
import { StateSentence } from "./state";

export type ErrorStateProps = {
  /** What could not be done, e.g. `The list could not be loaded`. */
  title: string;
  /** What the server said, in its words. */
  message?: string;
  requestId?: string | null;
  onRetry?: () => void;
  /** `page` fills the space it is in, `card` stays small beside its neighbours. */
  size?: "page" | "card";
  /** `h1` where nothing else names the page. */
  heading?: "h1" | "h2";
};

/** What happened, the id to report, and a way to try again. */
export function ErrorState({
  title,
  message,
  requestId,
  onRetry,
  size = "page",
  heading: Heading = "h2",
}: ErrorStateProps) {
  return (
    <div
      role="alert"
      className={cn(
        size === "page"
          ? "flex flex-1 flex-col items-center justify-center gap-2 px-6 py-12 text-center"
          : "flex flex-col items-start gap-1.5",
      )}
    >
      <Heading className={size === "page" ? "text-lg" : "text-sm"}>
        <StateSentence state="failure">{title}</StateSentence>
      </Heading>
      {message && <p className="max-w-[70ch] text-ink-soft text-sm wrap-anywhere">{message}</p>}
      {requestId && (
        <p className="flex max-w-full flex-wrap items-center gap-x-1.5 text-ink-soft text-xs">
          Request <Id value={requestId} label="request id" />
        </p>
      )}
      {onRetry && (
        <Button
          icon="refresh"
          size={size === "page" ? "md" : "sm"}
          onClick={onRetry}
          className={size === "page" ? "mt-2" : ""}
        >
          Try again
        </Button>
      )}
    </div>
  );
}
