import pg from "pg";

const { builtins } = pg.types;

/** text[] has no name among the package's built-in types. */
const TEXT_ARRAY = 1009 as typeof builtins.TEXT;

/** Kept exactly as PostgreSQL writes them: a JS Date loses microseconds, a JS number loses digits. */
const AS_TEXT: ReadonlySet<number> = new Set([
  builtins.TIMESTAMPTZ,
  builtins.TIMESTAMP,
  builtins.DATE,
  builtins.TIME,
  builtins.INTERVAL,
  builtins.INT8,
  builtins.NUMERIC,
  builtins.JSON,
  builtins.JSONB,
]);

/** Arrays of the types above (timestamptz[], timestamp[], date[], int8[], numeric[], json[], jsonb[]). */
const AS_TEXT_ARRAY: ReadonlySet<number> = new Set([1185, 1115, 1182, 1016, 1231, 199, 3807]);

const asText = (value: string): string => value;

export const textTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: typeof builtins.TEXT, format?: "text" | "binary"): unknown {
    if (format !== "binary" && AS_TEXT.has(oid)) return asText;
    if (format !== "binary" && AS_TEXT_ARRAY.has(oid)) return pg.types.getTypeParser(TEXT_ARRAY, "text");
    return pg.types.getTypeParser(oid, format);
  },
};
