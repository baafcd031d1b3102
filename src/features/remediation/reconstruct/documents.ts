import type { Reconstruction } from "@/contracts/reconstruction";

export type DocumentFile = { id: "apply" | "status" | "contract"; name: string; label: string; text: string };

/** The files a reader can take along, named after the remediation. */
export function documentFiles(result: Reconstruction): DocumentFile[] {
  const base = result.correlation_id.replace(/[^\w.-]+/g, "_");
  return [
    { id: "apply", name: `${base}.yaml`, label: "Metadata and spec, to apply", text: result.apply_yaml },
    { id: "status", name: `${base}.status.yaml`, label: "Status, for the subresource", text: result.status_yaml },
    {
      id: "contract",
      name: `${base}.contract.yaml`,
      label: "The object as clients get it",
      text: result.remediation_request_yaml,
    },
  ];
}

/** Hands a text to the reader as a file, without asking the server again. */
export function download(file: DocumentFile): void {
  const url = URL.createObjectURL(new Blob([file.text], { type: "application/yaml" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = file.name;
  link.click();
  URL.revokeObjectURL(url);
}
