import { stringify } from "yaml";
import { isJsonNumber, type Json } from "@/lib/json-tree";

/** Text of a value that has no members: a scalar, or an empty list or map. Always one line. */
export function yamlScalar(value: Json): string {
  if (typeof value === "string") return yamlText(value);
  if (Array.isArray(value)) return "[]";
  if (isJsonNumber(value)) return value.toString();
  return typeof value === "object" && value !== null ? "{}" : String(value);
}

/** What may stand without quotes at all; whether it then stays a text is asked of the writer below. */
const plain = /^[\p{L}\p{N}/_](?:[^\p{C}\p{Z}:#]| (?![#\s])|[:#](?=[^\s]))*$/u;
const readAsSomethingElse = /^[=~]|^(?:y|n|yes|no|on|off|true|false|null)$/i;

/**
 * A text that every YAML reader gives back as it is, those of YAML 1.1 (kubectl) included: what they would take for
 * a number, a boolean, a time or a null is quoted.
 */
export function yamlText(text: string): string {
  const staysText = plain.test(text) && !readAsSomethingElse.test(text) && isWrittenPlain(text);
  return staysText ? text : quoted(text);
}

function isWrittenPlain(text: string): boolean {
  return stringify(text, { compat: "yaml-1.1", lineWidth: 0 }) === `${text}\n`;
}

/** Single quotes leave JSON inside a text readable, but can hold only what is printable and on one line. */
const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u;

/** JSON's quoting is YAML's, but YAML counts more characters as unprintable or as the end of a line. */
const unsafeInYaml = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;

function quoted(text: string): string {
  if (/["\\]/.test(text) && !unprintable.test(text)) return `'${text.replaceAll("'", "''")}'`;
  return JSON.stringify(text).replace(unsafeInYaml, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}
