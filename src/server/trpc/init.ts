import { initTRPC, TRPCError } from "@trpc/server";
import { ZodError } from "zod";
import type { Scope } from "@/contracts/principal";
import { problemOf, trpcCodeOf } from "@/contracts/problem";
import { AppError, type ErrorCode } from "@/lib/errors";
import { fieldErrorsOf } from "@/lib/field-errors";
import { requireScope } from "@/server/auth";
import type { Ctx } from "@/server/infra/context";

export type TrpcContext = { app: Ctx };

/** What a caller must have. Null: whoever may be here at all. */
export type ProcedureNeeds = { scope: Scope | null };

const t = initTRPC
  .context<TrpcContext>()
  .meta<ProcedureNeeds>()
  .create({
    errorFormatter({ shape, error, input, ctx, path }) {
      const instance = path === undefined ? "/api/trpc" : `/api/trpc/${path}`;
      const problem = problemOf(toAppError(error, input), { instance, requestId: ctx?.app.requestId ?? "" });
      return {
        ...shape,
        message: problem.detail,
        data: { code: shape.data.code, httpStatus: problem.status, path, problem },
      };
    },
  });

/** Turns what a verb throws into the transport's error once, and logs what is a bug. */
const translateErrors = t.middleware(async ({ ctx, next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const { cause } = result.error;
  if (cause instanceof AppError) throw new TRPCError({ code: trpcCodeOf(cause), message: cause.message, cause });
  if (result.error.code === "INTERNAL_SERVER_ERROR")
    ctx.app.log.error({ err: cause ?? result.error, path }, "procedure failed");
  return result;
});

export const router = t.router;

/** Every procedure begins with the scope that it needs; only then its input is looked at. */
export function needs(scope: Scope | null) {
  return t.procedure
    .meta({ scope })
    .use(translateErrors)
    .use(({ ctx, next }) => {
      if (scope !== null) requireScope(ctx.app, scope);
      return next();
    });
}

/** The context of a request, or the transport's error where the caller is not let in. */
export async function enterTrpc(enter: () => Promise<Ctx>): Promise<TrpcContext> {
  try {
    return { app: await enter() };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    throw new TRPCError({ code: trpcCodeOf(error), message: error.message, cause: error });
  }
}

export const createCallerFactory = t.createCallerFactory;

/** A procedure's body: the verb, called with the request's context. */
export function call<Input, Output>(verb: (ctx: Ctx, input: Input) => Promise<Output>) {
  return ({ ctx, input }: { ctx: TrpcContext; input: Input }) => verb(ctx.app, input);
}

/** What the transport refuses by itself, before any procedure is called. */
const TRANSPORT_CODES: Partial<Record<TRPCError["code"], ErrorCode>> = {
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
  PAYLOAD_TOO_LARGE: "TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA",
};

function toAppError(error: TRPCError, input: unknown): unknown {
  const { cause } = error;
  if (cause instanceof AppError) return cause;
  if (cause instanceof ZodError && error.code === "BAD_REQUEST") {
    return new AppError("VALIDATION", "the input does not fit", { fieldErrors: fieldErrorsOf(cause.issues, input) });
  }
  if (error.code === "BAD_REQUEST" || error.code === "PARSE_ERROR")
    return new AppError("VALIDATION", "the input is not readable");
  const code = TRANSPORT_CODES[error.code];
  return code === undefined ? (cause ?? error) : new AppError(code, error.message);
}
