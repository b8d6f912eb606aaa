import { queueLimits } from "../limits.ts";
import type { IngestQueue } from "./ingestQueue.ts";

/** A producer binding, as far as it is used: https://developers.cloudflare.com/queues/configuration/javascript-apis/ */
export interface QueueBinding {
	send(body: Uint8Array, options: { contentType: "bytes" }): Promise<unknown>;
}

/** A Cloudflare Queue. */
export function cloudflareQueue(binding: QueueBinding): IngestQueue {
	return {
		messageBytes: queueLimits.cloudflareMessageBytes,
		send: async (message) => {
			await binding.send(message, { contentType: "bytes" });
		},
	};
}
