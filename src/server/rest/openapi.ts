import { z } from "zod";
import { Problem } from "@/contracts/problem";
import { type Route, route } from "./route";

type Schema = Record<string, unknown>;

/** The route that describes the others. */
export function descriptionRoute(routes: readonly Route[]): Route {
  const jsonText = JSON.stringify(openApiDocument(routes));
  return route({
    method: "get",
    path: "/api/v1/openapi.json",
    summary: "Description of this API",
    scope: null,
    replies: { 200: z.looseObject({ openapi: z.string() }) },
    run: async () => ({ status: 200, jsonText }),
  });
}

/** OpenAPI 3.1 document of the declared routes. */
export function openApiDocument(routes: readonly Route[]): Schema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const declared of routes) {
    paths[declared.path] = { ...paths[declared.path], [declared.method]: operation(declared) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Holdfast",
      version: "1",
      description:
        "Routes refuse query parameters that they don't know; those of the former service ignore them, as it did.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    components: { securitySchemes: { bearer: { type: "http", scheme: "bearer" } } },
    paths,
  };
}

function operation(declared: Route): Schema {
  return {
    summary: declared.summary,
    security: [{ bearer: declared.scope === null ? [] : [declared.scope] }],
    parameters: [...parameters(declared.params, "path"), ...parameters(declared.query, "query")],
    ...(declared.body
      ? {
          requestBody: {
            required: true,
            content: { "application/json": { schema: jsonSchema(declared.body.schema) } },
          },
        }
      : {}),
    responses: responses(declared),
  };
}

function responses(declared: Route): Schema {
  const described = Object.entries(declared.replies).map(([status, schema]): [string, Schema] => [
    status,
    { description: "Success", content: { "application/json": { schema: jsonSchema(schema, "output") } } },
  ]);
  const problem = {
    description: "Problem document",
    content: { "application/problem+json": { schema: jsonSchema(Problem, "output") } },
  };
  return { ...Object.fromEntries(described), default: problem };
}

function parameters(schema: z.ZodType | undefined, where: "path" | "query"): Schema[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const { properties = {}, required = [] } = jsonSchema(schema) as {
    properties?: Record<string, Schema>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === "path" || required.includes(name),
    schema: property,
  }));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output" = "input"): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}
