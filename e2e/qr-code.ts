import type { Locator } from "@playwright/test";
import { decodeQR } from "qr/decode.js";

/** What a camera would find in the picture as it stands on the screen. */
export async function readQrCode(picture: Locator): Promise<string> {
  const png = (await picture.screenshot()).toString("base64");
  const page = await picture.page().context().newPage();
  const { width, height, data } = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const bitmap = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
    canvas?.drawImage(bitmap, 0, 0);
    const drawn = canvas?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? [];
    return { width: bitmap.width, height: bitmap.height, data: Array.from(drawn) };
  }, png);
  await page.close();
  return decodeQR({ width, height, data: Uint8ClampedArray.from(data) });
}
