import { retryAfterMs } from "./retryAfterMs.ts";

/** An appliance cannot do now what it was asked for. The message is a sentence that lacks its subject, the appliance. */
export class ApplianceFailed extends Error {
	override readonly name = "ApplianceFailed";
	/** Milliseconds that it asks to wait. */
	readonly retryAfter?: number;
	/** Whether it will fail until somebody changes something. */
	readonly lasting?: boolean;

	constructor(message: string, options: { retryAfter?: number; lasting?: boolean } = {}) {
		super(message);
		Object.assign(this, options);
	}
}

/** What a response that is no success means: an ApplianceFailed, or another error where the texts are at fault. */
export async function failureOf(response: Response): Promise<Error> {
	const { status, headers } = response;
	const answered = `answered ${status}${await saidBy(response)}`;
	if (REFUSALS.has(status)) return new Error(`The embedding service ${answered}`);
	const retryAfter = retryAfterMs(headers.get("retry-after"), Date.now());
	return new ApplianceFailed(answered, { retryAfter, lasting: !PASSING.has(status) && status < 500 });
}

/** What is answered to texts that it will never take. */
const REFUSALS = new Set([400, 413, 422]);

/** What time alone mends, besides what the server itself calls its own error. */
const PASSING = new Set([408, 425, 429]);

/** The end of the sentence: what a problem document says (RFC 9457), else what is known of such an answer. */
async function saidBy(response: Response): Promise<string> {
	const body: unknown = await response.json().catch(() => null);
	const { detail } = (body ?? {}) as { detail?: unknown };
	if (typeof detail === "string") return `: ${detail.slice(0, MAX_SAID)}`;
	return (response.status >= 300 && response.status < 400) || response.status === 403 ? LOGIN : ".";
}

/** UTF-16 code units. */
const MAX_SAID = 500;

const LOGIN =
	", as a login before it does. Set CF_ACCESS_CLIENT_ID and CF_ACCESS_CLIENT_SECRET to a service token of Cloudflare Access.";
