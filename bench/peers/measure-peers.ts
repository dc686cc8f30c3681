export async function measurePeers(..._args: unknown[]): Promise<void> {}
