export type YamlToken = { kind: "space" | "key" | "value" | "comment"; text: string };

const KEYED = /^(\s*(?:- )*)("(?:[^"\\]|\\.)*"|[^\s#"'][^:]*)(:)(?= |$)(.*)$/;

/** Splits one line of our own YAML for colouring. Whatever it does not understand stays a value, never lost. */
export function yamlTokens(line: string): YamlToken[] {
  const comment = /^(\s*)(#.*)$/.exec(line);
  if (comment !== null)
    return tokens([
      ["space", comment[1]],
      ["comment", comment[2]],
    ]);
  const keyed = KEYED.exec(line);
  if (keyed !== null)
    return tokens([
      ["space", keyed[1]],
      ["key", `${keyed[2]}${keyed[3]}`],
      ["value", keyed[4]],
    ]);
  const plain = /^(\s*(?:- )*)(.*)$/.exec(line);
  return tokens([
    ["space", plain?.[1]],
    ["value", plain?.[2] ?? line],
  ]);
}

function tokens(parts: readonly (readonly [YamlToken["kind"], string | undefined])[]): YamlToken[] {
  return parts.flatMap(([kind, text]) => (text === undefined || text === "" ? [] : [{ kind, text }]));
}
