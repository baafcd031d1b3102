import type { IncomingMessage, RequestListener } from "node:http";
import type { Principal } from "@/contracts/principal";
import { AppError } from "@/lib/errors";

/** Pages and files that are there for whoever asks: they hold nothing but the way in. */
const OPEN = /^\/((sign-in|set-up|set-password)(\?|$)|_next\/|icon\.svg|favicon\.ico|robots\.txt)/;
/** Shown to somebody who is known and has no role. */
const NO_ACCESS = "/no-access";
/** Shown to whoever can't be let in at the moment. */
const TRY_LATER = "/try-later";
const RETRY_SECONDS = 2;

/** Pages are for people who are signed in; everybody else is led to the sign-in page and afterwards back. */
export function createPageGuard(parts: {
  pages: RequestListener;
  /** Throws UNAUTHENTICATED when nobody is signed in. */
  principalOf(req: IncomingMessage): Promise<Principal>;
}): RequestListener {
  return (req, res) => {
    const url = req.url ?? "/";
    if (OPEN.test(url)) return parts.pages(req, res);
    void parts.principalOf(req).then(
      (principal) => {
        if (principal.scopes.size > 0) return parts.pages(req, res);
        return showInstead(NO_ACCESS, 403);
      },
      (error: unknown) => {
        const isNobody = error instanceof AppError && error.code === "UNAUTHENTICATED";
        if (isNobody) res.writeHead(303, { location: signInPath(url), "cache-control": "no-store" }).end();
        else tryLater(error);
      },
    );

    function tryLater(error: unknown): void {
      const isLimit = error instanceof AppError && error.code === "TOO_MANY_REQUESTS";
      const seconds = (isLimit && error.details.retryAfterSeconds) || RETRY_SECONDS;
      res.setHeader("retry-after", String(seconds));
      showInstead(`${TRY_LATER}?status=${isLimit ? 429 : 503}`, isLimit ? 429 : 503);
    }

    /** The address stays what it was: another time it will be answered. */
    function showInstead(page: string, status: number): void {
      req.url = page;
      res.statusCode = status;
      parts.pages(req, res);
    }
  };
}

function signInPath(url: string): string {
  return url === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(url)}`;
}
