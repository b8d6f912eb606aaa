import type { Delivery } from "./consume.ts";

/** A message as Cloudflare hands it over: https://developers.cloudflare.com/queues/configuration/javascript-apis/#message */
export interface QueueMessage {
	body: unknown;
	attempts: number;
	ack(): void;
	retry(options: { delaySeconds: number }): void;
}

/** What it holds; a message that is no bytes is none of this program's, and is kept as JSON. */
export function cloudflareDelivery({ body, attempts }: QueueMessage): Delivery {
	const message =
		body instanceof ArrayBuffer ? new Uint8Array(body) : new TextEncoder().encode(JSON.stringify(body) ?? "");
	return { message, attempts };
}
