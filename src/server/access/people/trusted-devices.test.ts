import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { forgetTrust } from "./trusted-devices";

function after(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  forgetTrust({ headers } as IncomingMessage);
  return headers;
}

it.each([
  ["holdfast.trust_device=x", ""],
  ["a=b; holdfast.trust_device=x; c=d", "a=b; c=d"],
  ["a=b;__Secure-holdfast.trust_device = x.y; holdfast.trust_device=z", "a=b"],
  ["holdfast.session_token=holdfast.trust_device", "holdfast.session_token=holdfast.trust_device"],
])("of the cookies %j it leaves %j", (cookie, left) => {
  expect(after({ cookie })).toEqual({ cookie: left });
});

// The library takes a header that is there for cookies, and asks whoever has some for the page they come from.
it("adds no header to a request that has no cookies", () => {
  expect(Object.keys(after({ host: "localhost" }))).toEqual(["host"]);
});
