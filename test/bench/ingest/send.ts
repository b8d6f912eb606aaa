import { Pool } from "undici";
import type { RunningServer } from "../../support/vagusProcess.ts";
import { logsPayload } from "./payloads.ts";

export interface Load {
	encoding: "protobuf" | "json";
	/** Records a request. */
	records: number;
	clients: number;
	requests: number;
}

const CONTENT_TYPES = { protobuf: "application/x-protobuf", json: "application/json" };

/** Sends logs from so many clients, each with its next request as soon as the last is answered. Returns seconds. */
export async function send(
	server: Pick<RunningServer, "url" | "key">,
	load: Load,
	firstSerial: number,
): Promise<number> {
	// Made before the clock starts: what is measured is the server.
	const bodies = Array.from(
		{ length: load.requests },
		(_, index) => logsPayload(load.records, firstSerial + index)[load.encoding],
	);
	const pool = new Pool(server.url, { connections: load.clients, pipelining: 1 });
	const headers = { authorization: `Bearer ${server.key}`, "content-type": CONTENT_TYPES[load.encoding] };
	let next = 0;
	const client = async () => {
		for (let index = next++; index < bodies.length; index = next++) {
			const reply = await pool.request({ method: "POST", path: "/v1/logs", headers, body: bodies[index] });
			const text = await reply.body.text();
			if (reply.statusCode !== 200) throw new Error(`A request was answered ${reply.statusCode}: ${text}`);
		}
	};
	const start = performance.now();
	await Promise.all(Array.from({ length: load.clients }, client));
	const seconds = (performance.now() - start) / 1000;
	await pool.close();
	return seconds;
}
