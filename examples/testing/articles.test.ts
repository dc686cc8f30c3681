import assert from "node:assert/strict";
import { test } from "node:test";
import { perMinute, type TierDefinition } from "@database-service/gateway";
import { formatPolicyMatrix, memoryGateway, policyMatrix } from "@database-service/gateway/testing";
import { articles } from "./articles.ts";

const collections = [articles];
const draft = { title: "Mine", author: "ada", published: false, likes: 0 };

test("drafts are their author's and the editors', likes are everybody's", async () => {
  const matrix = await policyMatrix({
    collections,
    callers: {
      ada: { uid: "ada" },
      bob: { uid: "bob" },
      editor: { uid: "eve", claims: { roles: ["editor"] } },
      nobody: null,
    },
    documents: {
      "articles/draft": draft,
      "articles/public": { ...draft, published: true },
    },
    changes: { "articles/public": { likes: { $increment: 1 } } },
  });
  assert.equal(
    formatPolicyMatrix(matrix),
    `articles/draft
  ada     get  list  create  update  -
  bob     -    -     create  -       -
  editor  get  list  create  -       delete
  nobody  -    -     -       -       -
articles/public
  ada     get  list  create  update  -
  bob     get  list  create  update  -
  editor  get  list  create  update  delete
  nobody  get  list  -       -       -`,
  );
});

test("an article without a title is refused with its field", async () => {
  const ada = memoryGateway({ collections }).as({ uid: "ada" });
  await assert.rejects(ada.createDocument({ collection: "articles", data: { title: "" } }), {
    code: "invalid-argument",
    reason: "INVALID_DOCUMENT",
  });
});

test("the front page costs at most 10 reads", async () => {
  const gateway = memoryGateway({ collections });
  for (let n = 0; n < 50; n += 1) {
    await gateway.documents.set(`articles/a${String(n)}`, { ...draft, published: true });
  }
  const { documents } = await gateway.expectUsage({ reads: 10 }, () =>
    gateway.as(null).queryDocuments({
      collection: "articles",
      where: [["published", "==", true]],
      limit: 10,
    }),
  );
  assert.equal(documents.length, 10);
});

test("who has called too often is served again a moment later", async () => {
  const tier: TierDefinition = {
    calls: [perMinute(60, { burst: 1 })],
    reads: [perMinute(600)],
    writes: [perMinute(600)],
  };
  const quotas = { tiers: { anonymous: tier, user: tier, service: tier, admin: tier } };
  const gateway = memoryGateway({ collections, quotas });
  await gateway.documents.set("articles/public", { ...draft, published: true });
  const read = () => gateway.as({ uid: "ada" }).getDocument({ path: "articles/public" });
  await read();
  await assert.rejects(read(), { reason: "QUOTA_EXCEEDED" });
  await gateway.advance(1_010);
  await read();
});
