import { Buffer } from "node:buffer";

const letters: string[] = [];

/** Keeps what comes into its queue, and tells it in base64. */
export default {
	async queue(batch: { messages: { body: unknown }[] }): Promise<void> {
		for (const { body } of batch.messages) letters.push(Buffer.from(body as ArrayBuffer).toString("base64"));
	},
	async fetch(): Promise<Response> {
		return Response.json(letters);
	},
};
