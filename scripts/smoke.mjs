import { Complaint } from "./project.mjs";

/** Lists, reads and reconstructs a remediation through HTTP, as a client and as a browser would. */
export async function smoke(url, headers = {}) {
  let correlationId;
  const steps = {
    "list remediations": async () => {
      const query = encodeURIComponent(JSON.stringify({ limit: 1 }));
      const { rows } = await data(await fetch(`${url}/api/trpc/remediations.list?input=${query}`, { headers }));
      correlationId = expect(rows[0]?.correlationId, "the list of remediations is empty");
    },
    "read its events": async () => {
      const query = new URLSearchParams({ correlation_id: correlationId, limit: "5" });
      const page = await body(await fetch(`${url}/api/v1/audit/events?${query}`, { headers }));
      expect(page.data?.length > 0, "the remediation has no events");
    },
    "read its timeline": async () => {
      const query = encodeURIComponent(JSON.stringify({ correlationId }));
      await data(await fetch(`${url}/api/trpc/audit.timeline?input=${query}`, { headers }));
    },
    "reconstruct it": async () => {
      const path = `/api/v1/audit/remediation-requests/${encodeURIComponent(correlationId)}/reconstruct`;
      const built = await body(await fetch(url + path, { method: "POST", headers }));
      expect(built.remediation_request_yaml?.includes("kind: RemediationRequest"), "no RemediationRequest came back");
    },
    "open the list": () => page(`${url}/remediations`, headers),
    "open the remediation": () => page(`${url}/remediations/${encodeURIComponent(correlationId)}`, headers),
  };
  const checks = [];
  for (const [name, check] of Object.entries(steps)) checks.push(await timed(name, check));
  return checks;
}

async function timed(name, check) {
  const startedAt = performance.now();
  const took = () => Math.round(performance.now() - startedAt);
  try {
    await check();
    return { name, ok: true, ms: took() };
  } catch (error) {
    return { name, ok: false, ms: took(), error: error.message };
  }
}

async function page(address, headers) {
  const response = await fetch(address, { headers, redirect: "manual" });
  const text = await response.text();
  expect(response.ok && text.includes("</html>"), `${address} answered ${response.status}`);
}

async function data(response) {
  return (await body(response)).result.data;
}

async function body(response) {
  const text = await response.text();
  expect(response.ok, `${response.url} answered ${response.status}: ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

function expect(value, message) {
  if (!value) throw new Complaint(message);
  return value;
}
