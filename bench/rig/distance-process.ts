/** Hands on what it gets to another port, each piece after the same time. Arguments: own port, host, port, milliseconds. */
import { connect, createServer, type Socket } from "node:net";

const [ownPort, host, port, delay] = process.argv.slice(2);
const delayMs = Number(delay);

createServer((near) => {
  const far = connect(Number(port), host);
  handOn(near, far);
  handOn(far, near);
}).listen(Number(ownPort), "127.0.0.1", () => process.send?.("ready"));
process.on("disconnect", () => process.exit(0));

function handOn(from: Socket, to: Socket): void {
  from.setNoDelay(true);
  from.on("data", (piece: Buffer) => setTimeout(() => to.write(piece), delayMs));
  from.on("close", () => setTimeout(() => to.destroy(), delayMs));
  from.on("error", () => from.destroy());
}
