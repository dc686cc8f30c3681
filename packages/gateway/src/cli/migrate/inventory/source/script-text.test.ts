import fc from "fast-check";
import { scriptText } from "./script-text.ts";

describe("scriptText", () => {
  it("keeps every position: nothing moves, no line is lost", () => {
    const part = fc.constantFrom("<script>", "</script>", "<p>", "\n", "a();", "---", " ", "é");
    fc.assert(
      fc.property(fc.array(part), fc.constantFrom("a.vue", "a.html", "a.astro"), (parts, path) => {
        const text = parts.join("");
        const script = scriptText(path, text);
        expect(script).toHaveLength(text.length);
        for (let at = 0; at < script.length; at += 1) {
          if (script[at] !== " ") expect(script[at]).toBe(text[at]);
        }
        expect(script.split("\n")).toHaveLength(text.split("\n").length);
      }),
    );
  });

  it("is the whole of a script", () => {
    expect(scriptText("a.ts", "<script>")).toBe("<script>");
  });
});
