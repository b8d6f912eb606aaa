import { open, rename, rm, stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { modelLimits } from "./modelLimits.ts";
import { sha256Of } from "./sha256Of.ts";

/** Told how many bytes of a file have come, and of how many; null where the server does not say. */
export type Progress = (file: string, received: number, total: number | null) => void;

export interface Download {
	url: string;
	target: string;
	/** Which file it is, for people. */
	file: string;
	/** What it has to be; undefined where that is not known. */
	sha256?: string;
	progress: Progress;
	retryMs?: number;
}

/**
 * Fetches a file that never changes: into `target.part`, which a later call continues, and under its name only when it is
 * whole and is what it has to be. A connection that breaks is taken up again where it broke.
 */
export async function downloadFile(download: Download): Promise<void> {
	const { target, url, sha256, retryMs = modelLimits.retryMs } = download;
	const part = `${target}.part`;
	for (let failures = 0; ; failures++) {
		const before = await sizeOf(part);
		try {
			await receive(download, part, before);
			break;
		} catch (error) {
			const came = (await sizeOf(part)) > before;
			if (error instanceof Refused || (failures >= modelLimits.retries && !came)) throw error;
			if (came) failures = 0;
			await sleep(retryMs * 2 ** failures);
		}
	}
	const found = sha256 === undefined ? undefined : await sha256Of(part);
	if (found !== sha256) {
		await rm(part);
		throw new Refused(`${url} is not the file that was pinned: its SHA-256 is ${found} instead of ${sha256}.`);
	}
	await rename(part, target);
}

/** The server's answer is final: trying again would change nothing. */
class Refused extends Error {}

async function sizeOf(file: string): Promise<number> {
	return (await stat(file).catch(() => null))?.size ?? 0;
}

async function receive({ url, file, progress }: Download, part: string, have: number): Promise<void> {
	// Compressed, its bytes would be other ones than those of the file.
	const headers = { "accept-encoding": "identity", ...(have > 0 && { range: `bytes=${have}-` }) };
	const response = await fetch(url, { headers }).catch((error: unknown) => {
		throw new Error(`${url} is not reached: ${reasonOf(error)}.`);
	});
	const range = response.headers.get("content-range");
	// The server has nothing behind what is here already.
	const complete = response.status === 416 && range === `bytes */${have}`;
	const continued = response.status === 206 && range?.startsWith(`bytes ${have}-`);
	if (complete || !(continued || response.status === 200)) {
		await response.body?.cancel();
		if (complete) return;
		if (response.status === 206 || response.status === 416) await rm(part);
		const message = `${url} was answered with ${response.status} ${response.statusText}.`;
		throw FINAL.has(response.status) ? new Refused(message) : new Error(message);
	}
	let received = continued ? have : 0;
	const length = response.headers.get("content-length");
	const total = length === null ? null : received + Number(length);
	await using to = await open(part, continued ? "a" : "w");
	progress(file, received, total);
	try {
		for await (const chunk of response.body ?? []) {
			await to.appendFile(chunk);
			received += chunk.length;
			progress(file, received, total);
		}
	} catch (error) {
		throw new Error(`${url} broke off after ${received} bytes: ${reasonOf(error)}.`);
	}
	await to.sync();
}

const FINAL = new Set([400, 401, 403, 404, 410, 451]);

/** A failed fetch says why in its cause. */
function reasonOf(error: unknown): string {
	if (error instanceof Error && error.cause) return reasonOf(error.cause);
	return error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
}
