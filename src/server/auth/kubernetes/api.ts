import { readFile } from "node:fs/promises";
import { Agent, request } from "node:https";

const ANSWER_BYTES_MAX = 1024 * 1024;

export type KubernetesApiOptions = {
  /** `https://host:port` of the cluster's API. */
  url: string;
  /** Files as a pod finds them; read anew for each call or connection, since they are renewed in place. */
  tokenFile: string;
  caFile: string;
  timeoutMs: number;
};

export type KubernetesApi = {
  /** Creates a review and gives the answer as it was sent. Throws unless it is a 2xx with JSON in time. */
  review(path: string, body: unknown): Promise<unknown>;
  close(): void;
};

export function createKubernetesApi(options: KubernetesApiOptions): KubernetesApi {
  const agent = new Agent({ keepAlive: true, maxSockets: 50, timeout: 60_000 });
  return {
    async review(path, body) {
      const [token, ca] = await Promise.all([readFile(options.tokenFile, "utf8"), readFile(options.caFile, "utf8")]);
      return post(new URL(path, options.url), JSON.stringify(body), {
        agent,
        ca,
        token: token.trim(),
        timeoutMs: options.timeoutMs,
      });
    },
    close: () => agent.destroy(),
  };
}

type Call = { agent: Agent; ca: string; token: string; timeoutMs: number };

function post(url: URL, body: string, { agent, ca, token, timeoutMs }: Call): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const headers = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json",
      "content-length": Buffer.byteLength(body),
    };
    // The signal bounds the whole call: a server that sends a byte now and then is not quicker for it.
    const signal = AbortSignal.timeout(timeoutMs);
    const call = request(url, { method: "POST", agent, ca, headers, signal }, (answer) => {
      const chunks: Buffer[] = [];
      let size = 0;
      answer.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_BYTES_MAX) answer.destroy(new Error("the answer is too long"));
        else chunks.push(chunk);
      });
      answer.once("error", reject);
      answer.once("aborted", () => reject(new Error("the answer was cut off")));
      answer.once("end", () => {
        const status = answer.statusCode ?? 0;
        if (status < 200 || status > 299) reject(new Error(`the cluster's API answers ${status}`));
        else resolve(parse(Buffer.concat(chunks).toString("utf8")));
      });
    });
    call.once("error", reject);
    call.end(body);
  });
}

/** What can't be read is no answer, and the caller's schema says so. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
