import { request } from "node:http";

export interface Server {
	url: string;
	key: string;
}

/** An OTLP JSON body of log records, each with an id as its message. */
export function logsBody(ids: string[]): string {
	const timeUnixNano = String(BigInt(Date.now()) * 1_000_000n);
	const logRecords = ids.map((id) => ({ timeUnixNano, body: { stringValue: id } }));
	return JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
}

/** Sends a body of logs. Whether it was acknowledged: false where the connection broke or the server refused. */
export async function sendLogs({ url, key }: Server, body: string): Promise<boolean> {
	try {
		const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
		const response = await fetch(`${url}/v1/logs`, { method: "POST", headers, body });
		return response.status === 200;
	} catch {
		return false;
	}
}

/** A request that the server has begun to read and that never ends; resolves once the server has seen it. */
export async function openRequest({ url, key }: Server): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<void>();
	const pending = request(`${url}/v1/logs`, {
		method: "POST",
		headers: { authorization: `Bearer ${key}`, "content-type": "application/json", expect: "100-continue" },
	});
	pending.on("continue", resolve).on("error", () => {});
	pending.flushHeaders();
	return promise;
}
