import { QueryObserver } from "@tanstack/react-query";
import { afterEach, describe, expect, it } from "vitest";
import { askWhoAmIAgain, createQueryClient, httpStatusOf } from "./query-client";

const WHO_AM_I = [["access", "whoAmI"], { type: "query" }];
const refused = (httpStatus: number) => Object.assign(new Error("refused"), { data: { httpStatus } });

let stop = () => {};
afterEach(() => stop());

/** A page that shows who its reader is, and counts how often that was asked. */
function openPage(answer: () => Promise<string> = async () => "viewer") {
  const client = createQueryClient();
  let asked = 0;
  const queryFn = () => {
    asked += 1;
    return answer();
  };
  stop = new QueryObserver(client, { queryKey: WHO_AM_I, queryFn, retry: false }).subscribe(() => {});
  const settled = async () => {
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    return asked;
  };
  const fail = (error: Error) => client.query({ queryKey: [["x"]], queryFn: () => Promise.reject(error) });
  return { client, settled, fail };
}

describe("who the reader is", () => {
  it.each([401, 403])("is asked again after a query was answered %d", async (status) => {
    const { fail, settled } = openPage();
    expect(await settled()).toBe(1);

    await expect(fail(refused(status))).rejects.toThrow("refused");

    expect(await settled()).toBe(2);
  });

  it("is asked again after a change was refused", async () => {
    const { client, settled } = openPage();
    await settled();
    const mutation = client.getMutationCache().build(client, { mutationFn: () => Promise.reject(refused(403)) });

    await expect(mutation.execute(undefined)).rejects.toThrow("refused");

    expect(await settled()).toBe(2);
  });

  it.each([400, 404, 500])("is not asked again after an answer of %d", async (status) => {
    const { fail, settled } = openPage();
    await settled();

    await expect(fail(refused(status))).rejects.toThrow("refused");

    expect(await settled()).toBe(1);
  });

  it("is asked anew while an answer is under way, the first one too, and the one from before does not count", async () => {
    let answerFirst = (_: string) => {};
    const first = new Promise<string>((done) => {
      answerFirst = done;
    });
    const answers = [first, Promise.resolve("auditor")];
    const { client, settled } = openPage(() => answers.shift() ?? Promise.reject(new Error("asked too often")));
    expect(await settled()).toBe(1);

    await askWhoAmIAgain(client);
    answerFirst("viewer");

    expect(await settled()).toBe(2);
    expect(client.getQueryData(WHO_AM_I)).toBe("auditor");
  });

  it("is not asked for ever when that itself is refused", async () => {
    const { settled } = openPage(() => Promise.reject(refused(401)));

    await settled();

    expect(await settled()).toBe(1);
  });
});

it("an error without an answer has no status", () => {
  expect(httpStatusOf(new Error("no connection"))).toBeUndefined();
  expect(httpStatusOf(refused(403))).toBe(403);
});
