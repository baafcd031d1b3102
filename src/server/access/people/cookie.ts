import { createHmac, timingSafeEqual } from "node:crypto";

/** The token of a signed cookie, or undefined when it is absent or was not signed with this secret. */
export function signedCookie(header: string | undefined, name: string, secret: string): string | undefined {
  const value = cookieValue(header, name);
  const cut = value?.lastIndexOf(".") ?? -1;
  if (value === undefined || cut < 1) return undefined;
  const token = value.slice(0, cut);
  const given = Buffer.from(value.slice(cut + 1), "base64");
  const right = createHmac("sha256", secret).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : undefined;
}

function cookieValue(header: string | undefined, name: string): string | undefined {
  const pair = header?.split(/; */).find((part) => part.startsWith(`${name}=`));
  if (pair === undefined) return undefined;
  try {
    return decodeURIComponent(pair.slice(name.length + 1));
  } catch {
    return undefined;
  }
}

/** The header without the cookies whose name ends like this, whatever stands before it for the browser's sake. */
export function withoutCookie(header: string, nameEnd: string): string {
  const isOther = (pair: string) => pair.split("=", 1)[0]?.trim().endsWith(nameEnd) !== true;
  return header.split(";").filter(isOther).join(";");
}
