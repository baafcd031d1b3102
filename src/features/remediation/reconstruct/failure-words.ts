export type FailureWords = { title: string; explanation: string; missing: readonly string[]; isFinal: boolean };

type ProblemShape = {
  status: number;
  detail: string;
  errors: readonly string[];
  warnings: readonly string[];
  completeness: number | null;
};

/** Why a trail could not be rebuilt, in words, with what is missing. Null when the server did not say. */
export function failureWords(data: unknown): FailureWords | null {
  const problem = readProblem(data);
  if (problem === null) return null;
  const missing = [...problem.errors, ...problem.warnings].map(withoutGapNumber);
  if (problem.status === 404) {
    return {
      title: "The trail holds nothing to rebuild",
      explanation: `${problem.detail} A request is rebuilt from the events of the gateway, the orchestrator, the analysis and the execution.`,
      missing,
      isFinal: true,
    };
  }
  if (problem.status === 400 && problem.completeness !== null) {
    return {
      title: `The trail gives only ${problem.completeness} % of the request`,
      explanation: "Less than half is of no use, so nothing is shown. These parts are missing:",
      missing,
      isFinal: true,
    };
  }
  if (problem.status === 422) {
    return {
      title: "The trail lacks what a request can't be without",
      explanation: "Other parts were found, but without these the result would not be a RemediationRequest:",
      missing,
      isFinal: true,
    };
  }
  if (problem.status === 400) {
    return { title: "The trail can't be read as a request", explanation: problem.detail, missing, isFinal: true };
  }
  return null;
}

function readProblem(data: unknown): ProblemShape | null {
  if (!isRecord(data) || !isRecord(data.problem)) return null;
  const { status, detail, errors, warnings, completeness } = data.problem;
  if (typeof status !== "number" || typeof detail !== "string") return null;
  return {
    status,
    detail,
    errors: texts(errors),
    warnings: texts(warnings),
    completeness: typeof completeness === "number" ? completeness : null,
  };
}

/** Clients of the interface know the parts of a request by number; a reader knows them by name. */
const withoutGapNumber = (text: string) => text.replace(/ \(Gap #\d+\)/, "");

const texts = (value: unknown) => (Array.isArray(value) ? value.filter((item) => typeof item === "string") : []);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
