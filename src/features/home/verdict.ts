import type { SafetyNet } from "./safety-net";

/** What the home page knows; a figure that could not be read is undefined. */
export type Figures = {
  open: number | undefined;
  waiting: number | undefined;
  failed: number | undefined;
  review: number | undefined;
  safetyNet: Pick<SafetyNet, "state" | "trouble"> | undefined;
};

export type Verdict = {
  state: "success" | "failure" | "pending" | "human" | "neutral";
  word: string;
  sentence: string;
};

/** Whether everything is well, in a sentence. Unknown figures are never counted as good news. */
export function verdictOf({ waiting, failed, review, open, safetyNet }: Figures): Verdict {
  if (waiting === undefined || failed === undefined || review === undefined || safetyNet === undefined) {
    return { state: "neutral", word: "Not known", sentence: "Some figures could not be read." };
  }
  const troubles = [
    failed > 0 ? `${count(failed, "remediation")} of the last 24 hours failed` : "",
    waiting > 0 ? `${count(waiting, "remediation")} ${waiting === 1 ? "waits" : "wait"} for an approval` : "",
    review > 0 ? `${count(review, "remediation")} ${review === 1 ? "was" : "were"} left for manual review` : "",
    safetyNet.trouble ?? "",
  ].filter(Boolean);
  if (troubles.length === 0) return { state: "success", word: "All is well", sentence: calm(open) };
  const sentence = `${capital(join(troubles))}.`;
  if (failed > 0) return { state: "failure", word: "Needs a look", sentence };
  if (safetyNet.trouble !== null) {
    return { state: safetyNet.state === "failure" ? "failure" : "pending", word: "Needs a look", sentence };
  }
  return { state: "human", word: "A person is waited for", sentence };
}

function calm(open: number | undefined): string {
  const quiet = "Nothing failed in the last 24 hours and nobody is waited for.";
  return open ? `${quiet} ${count(open, "remediation")} in progress.` : quiet;
}

function count(number: number, noun: string): string {
  return `${number.toLocaleString("en-GB")} ${noun}${number === 1 ? "" : "s"}`;
}

function join(parts: readonly string[]): string {
  return parts.length < 2 ? parts.join() : `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
