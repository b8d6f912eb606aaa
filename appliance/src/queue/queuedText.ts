/** A person waits for the one; the other is work that has to be done at some time. */
export type Priority = "interactive" | "backlog";

/** A text that waits or is computed, once for all who asked for it. */
export interface QueuedText {
	/** The same for the same token ids. */
	key: string;
	ids: Int32Array;
	/** Tokens to which it is padded. */
	length: number;
	priority: Priority;
	/** Milliseconds; when it was first asked for. */
	since: number;
	/** Who still waits for it. */
	callers: number;
	result: PromiseWithResolvers<Float32Array>;
}

/** A text's identity: its ids, byte by byte. */
export function keyOf(ids: Int32Array): string {
	return Buffer.from(ids.buffer, ids.byteOffset, ids.byteLength).toString("latin1");
}
