import type { IncomingMessage, RequestListener } from "node:http";
import type { Principal } from "@/contracts/principal";
import { AppError } from "@/lib/errors";

/** Pages and files that are there for whoever asks: they hold nothing but the way in. */
const OPEN = /^\/((sign-in|set-up|set-password)(\?|$)|_next\/|icon\.svg|favicon\.ico|robots\.txt)/;
/** Where somebody is led who is known and has no role. */
const NO_ACCESS = "/no-access";

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
        // The address stays what it was: with a role it would be answered.
        req.url = NO_ACCESS;
        res.statusCode = 403;
        return parts.pages(req, res);
      },
      (error: unknown) => {
        const isNobody = error instanceof AppError && error.code === "UNAUTHENTICATED";
        if (isNobody) res.writeHead(303, { location: signInPath(url), "cache-control": "no-store" }).end();
        else res.writeHead(503, { "content-type": "text/plain; charset=utf-8", "retry-after": "2" }).end(LATER);
      },
    );
  };
}

const LATER = "Who you are can't be looked up now. Try again in a moment.\n";

function signInPath(url: string): string {
  return url === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(url)}`;
}
