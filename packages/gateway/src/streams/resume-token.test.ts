import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { ResumeTokens } from "./resume-token.ts";

const key = randomBytes(32);
const tokens = new ResumeTokens(key, "(default)");

test("a token opens to what was sealed, for the same target of the same database alone", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.string(), (digest, target, other) => {
      const token = tokens.seal(digest, target);
      expect(tokens.open(token, target)).toBe(digest);
      if (other !== target) expect(tokens.open(token, other)).toBeUndefined();
      expect(new ResumeTokens(key, "other").open(token, target)).toBeUndefined();
      expect(new ResumeTokens(randomBytes(32), "(default)").open(token, target)).toBeUndefined();
    }),
  );
});

test("a token of which a bit was changed, and whatever is none, does not open", () => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(7), (position, bit) => {
      const bytes = Buffer.from(tokens.seal("digest", "target"), "base64url");
      const at = position % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
      expect(tokens.open(bytes.toString("base64url"), "target")).toBeUndefined();
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => tokens.open(text, "target") === undefined));
});
