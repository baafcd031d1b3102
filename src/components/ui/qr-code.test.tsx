import { decodeQR } from "qr/decode.js";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { QrCode } from "./qr-code";

/** Draws the paths of the picture, four pixels a module, as a browser would. */
function drawn(svg: string) {
  const size = Number(/viewBox="0 0 (\d+) \1"/.exec(svg)?.[1]);
  const side = size * 4;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  const path = /<path d="([^"]*)" fill="#000"/.exec(svg)?.[1] ?? "";
  for (const [, x, y, width, back] of path.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)) {
    expect(width).toBe(back);
    for (let row = Number(y) * 4; row < Number(y) * 4 + 4; row++) {
      const start = (row * side + Number(x) * 4) * 4;
      for (let i = start; i < start + Number(width) * 16; i++) if (i % 4 !== 3) data[i] = 0;
    }
  }
  return { width: side, height: side, data };
}

const dark = ({ data, width }: ReturnType<typeof drawn>, x: number, y: number) => data[(y * width + x) * 4] === 0;

const URIS = [
  "otpauth://totp/Holdfast:ada%40example.org?secret=JBSWY3DPEHPK3PXP&issuer=Holdfast&digits=6&period=30",
  `otpauth://totp/${"Büro%20&%20Söhne".repeat(20)}:x?secret=${"A7".repeat(80)}`,
  "x",
];

test.each(URIS)("a reader finds in the picture what was put in: %s", (uri) => {
  expect(decodeQR(drawn(renderToStaticMarkup(<QrCode text={uri} label="QR code" />)))).toBe(uri);
});

test("there are four empty modules on each side", () => {
  const picture = drawn(renderToStaticMarkup(<QrCode text={URIS[0] ?? ""} label="QR code" />));
  const last = picture.width - 1;
  const isEmpty = (x: number, y: number) => !dark(picture, x, y);

  for (let along = 0; along <= last; along++) {
    for (let deep = 0; deep < 16; deep++) {
      expect([
        isEmpty(along, deep),
        isEmpty(deep, along),
        isEmpty(along, last - deep),
        isEmpty(last - deep, along),
      ]).toEqual([true, true, true, true]);
    }
  }
  expect([dark(picture, 16, 16), dark(picture, last - 16, 16), dark(picture, 16, last - 16)]).toEqual([
    true,
    true,
    true,
  ]);
});

test("it has a name and is one picture", () => {
  const svg = renderToStaticMarkup(<QrCode text="x" label="QR code of the key" />);

  expect(svg).toMatch(/^<svg role="img" aria-label="QR code of the key" /);
});
