import { promisify } from "node:util";
import { gzip } from "node:zlib";

export interface Server {
	url: string;
	key: string;
}

export type Outcome =
	| { kind: "accepted"; url: string; reply: Reply }
	/** The server will never take it. */
	| { kind: "refused"; reason: string }
	/** It may be taken later. */
	| { kind: "undelivered"; reason: string };

/** What the server answers. */
interface Reply {
	runId: string;
	status: "written" | "duplicate";
}

export interface PostOptions {
	/** Pauses between tries, in milliseconds; as many further tries as there are pauses. */
	pauses?: number[];
	wait?: (ms: number) => Promise<unknown>;
}

/** Sends a report. A server that is away or busy is asked again for a bounded time. */
export async function postReport(
	server: Server,
	body: string,
	{ pauses = PAUSES_MS, wait = sleep }: PostOptions = {},
): Promise<Outcome> {
	const request = await requestOf(server, body);
	for (let tried = 0; ; tried++) {
		const attempt = await tryOnce(server, request);
		const pause = pauses[tried];
		if (!attempt.again || pause === undefined) return attempt.outcome;
		const asked = attempt.retryAfterMs ?? 0;
		if (asked > MAX_PAUSE_MS) return attempt.outcome;
		await wait(Math.max(pause, asked));
	}
}

/** Some 15 s: what a restart of the server takes. A build is not to be held up for longer. */
const PAUSES_MS = [500, 1_000, 2_000, 4_000, 8_000];
const MAX_PAUSE_MS = 15_000;
const TIMEOUT_MS = 60_000;
/** Smaller ones are not worth it. */
const GZIP_FROM_BYTES = 4 * 1024;

const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

async function requestOf(server: Server, body: string): Promise<RequestInit> {
	const small = body.length < GZIP_FROM_BYTES;
	return {
		method: "POST",
		headers: {
			authorization: `Bearer ${server.key}`,
			"content-type": "application/json",
			...(small ? {} : { "content-encoding": "gzip" }),
		},
		body: small ? body : await promisify(gzip)(body),
		// A redirected POST becomes a GET.
		redirect: "manual",
	};
}

interface Attempt {
	outcome: Outcome;
	/** Whether the same request may be answered otherwise soon. */
	again: boolean;
	retryAfterMs?: number;
}

async function tryOnce({ url }: Server, request: RequestInit): Promise<Attempt> {
	const undelivered = (reason: string, again = false): Attempt => ({ outcome: { kind: "undelivered", reason }, again });
	try {
		const response = await fetch(`${url.replace(/\/+$/, "")}/v1/ci/runs`, {
			...request,
			signal: AbortSignal.timeout(TIMEOUT_MS),
		});
		const text = await response.text();
		const reply = parsed(text);
		if (response.ok && isReply(reply)) return { outcome: { kind: "accepted", url, reply }, again: false };
		const detail = reply?.detail ?? `it answered ${response.status} ${response.statusText}`.trim();
		const said = `${url}: ${detail}`;
		if (FINAL.has(response.status)) return { outcome: { kind: "refused", reason: said }, again: false };
		if (response.status === 401 || response.status === 403) {
			return undelivered(`${url} does not take the key (VAGUS_API_KEY): ${detail}`);
		}
		if (BUSY.has(response.status)) {
			return { ...undelivered(said, true), retryAfterMs: Number(response.headers.get("retry-after")) * 1000 || 0 };
		}
		return undelivered(
			response.ok || response.status < 500 ? `${said}. Is VAGUS_URL the address of a Vagus server?` : said,
		);
	} catch (error) {
		const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
		if (name === "TimeoutError") return undelivered(`${url} did not answer within ${TIMEOUT_MS / 1000} s.`);
		const reason = `${url} cannot be reached (${cause?.code ?? cause?.message ?? message}).`;
		return undelivered(reason, isPassing(cause?.code, url));
	}
}

const FINAL = new Set([400, 413, 415, 422]);
const BUSY = new Set([429, 502, 503, 504]);

function parsed(text: string): (Partial<Reply> & { detail?: string }) | null {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function isReply(reply: Partial<Reply> | null): reply is Reply {
	return typeof reply?.runId === "string" && (reply.status === "written" || reply.status === "duplicate");
}

/** Whether a failure of the network may be over soon. What this machine itself refuses is a server that is not running. */
function isPassing(code: string | undefined, url: string): boolean {
	if (code === undefined || code === "ENOTFOUND") return false;
	return !(code === "ECONNREFUSED" && /^(?:localhost|127\..*|\[::1\])$/.test(new URL(url).hostname));
}
