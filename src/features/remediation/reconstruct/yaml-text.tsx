import { visibleText } from "@/lib/visible-text";
import { numbered } from "../numbered";
import { type YamlToken, yamlTokens } from "./yaml-tokens";

const INK: Record<YamlToken["kind"], string> = {
  space: "",
  key: "text-ink-soft",
  value: "text-ink",
  comment: "text-ink-faint italic",
};

/** One line of YAML in colour. */
export function YamlText({ text }: { text: string }) {
  return numbered(yamlTokens(text)).map(({ number, item }) => (
    <span key={number} className={INK[item.kind]}>
      {visibleText(item.text)}
    </span>
  ));
}
