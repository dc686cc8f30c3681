import type { Target } from "./target.ts";

interface BeginBody {
  readonly options?: {
    readonly readOnly?: { readonly readTime?: string };
    readonly readWrite?: { readonly retryTransaction?: string };
  };
}

export async function beginTransaction({ options = {} }: BeginBody, { store }: Target) {
  const { readOnly, readWrite } = options;
  const transaction = await store.transactions.begin(
    readOnly === undefined
      ? {
          readOnly: false,
          ...(readWrite?.retryTransaction !== undefined && { retries: readWrite.retryTransaction }),
        }
      : {
          readOnly: true,
          ...(readOnly.readTime !== undefined && { readTime: readOnly.readTime }),
        },
    {},
  );
  return { transaction };
}

export async function rollback(
  { transaction }: { readonly transaction: string },
  { store }: Target,
): Promise<object> {
  await store.transactions.rollback(transaction, {});
  return {};
}
