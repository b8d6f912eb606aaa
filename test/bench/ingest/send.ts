import { setTimeout } from "node:timers/promises";
import { Pool } from "undici";
import { logsPayload } from "./payloads.ts";
import type { Target } from "./targets.ts";

export interface Load {
	encoding: "protobuf" | "json";
	/** Records a request. */
	records: number;
	clients: number;
	requests: number;
}

export interface Sent {
	seconds: number;
	/** Requests that were told to come again, which they did. */
	refused: number;
}

/** Sends logs from so many clients, each with its next request as soon as the last is acknowledged. */
export async function send(target: Pick<Target, "url" | "key">, load: Load, firstSerial: number): Promise<Sent> {
	// Made before the clock starts: what is measured is the server.
	const bodies = Array.from(
		{ length: load.requests },
		(_, index) => logsPayload(load.records, firstSerial + index)[load.encoding],
	);
	const pool = new Pool(target.url, { connections: load.clients, pipelining: 1 });
	const headers = { authorization: `Bearer ${target.key}`, "content-type": CONTENT_TYPES[load.encoding] };
	let refused = 0;
	const post = async (body: Uint8Array): Promise<void> => {
		const reply = await pool.request({ method: "POST", path: "/v1/logs", headers, body });
		const text = await reply.body.text();
		if (reply.statusCode === 200) return;
		if (reply.statusCode !== 503) throw new Error(`A request was answered ${reply.statusCode}: ${text}`);
		refused += 1;
		await setTimeout(1000 * Number(reply.headers["retry-after"]));
		await post(body);
	};
	const left = bodies.values();
	const client = async () => {
		for (const body of left) await post(body);
	};
	const start = performance.now();
	await Promise.all(Array.from({ length: load.clients }, client));
	const seconds = (performance.now() - start) / 1000;
	await pool.close();
	return { seconds, refused };
}

const CONTENT_TYPES = { protobuf: "application/x-protobuf", json: "application/json" };
