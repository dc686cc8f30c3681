import { collection, createdAt, nobody, timestamp, z } from "../../functions/src/define.ts";
import { FieldValue } from "../../functions/src/contract/client-value.ts";
import type {
  DocumentOf,
  FieldChanges,
  NewDocumentOf,
  StoredDocument,
  Writable,
} from "./documents.ts";

const articles = collection("articles", {
  schema: z.strictObject({
    title: z.string(),
    likes: z.int().default(0),
    publishedAt: timestamp(),
    createdAt: createdAt(),
  }),
  access: { read: nobody() },
});

type Article = DocumentOf<typeof articles>;
type NewArticle = Omit<NewDocumentOf<typeof articles>, "createdAt">;

test("the types of documents follow from the collection's schema", () => {
  const written: Writable<NewArticle> = { title: "One", publishedAt: new Date(0) };
  // @ts-expect-error a title is a text
  const wrong: Writable<NewArticle> = { ...written, title: 1 };
  // @ts-expect-error a number is no time
  const wrongTime: Writable<NewArticle> = { ...written, publishedAt: 1 };
  const changes: FieldChanges<Article> = { likes: FieldValue.increment(1), "publishedAt.of": 1 };
  // @ts-expect-error there is no such field
  const wrongChanges: FieldChanges<Article> = { dislikes: 1 };
  const readTime = ({ data }: StoredDocument<Article>): Date => data.publishedAt.toDate();
  // @ts-expect-error a time that was read is no Date
  const wrongReading = ({ data }: StoredDocument<Article>): Date => data.publishedAt;
  expect([written, wrong, wrongTime, changes, wrongChanges]).toHaveLength(5);
  expect([readTime, wrongReading]).toHaveLength(2);
});
