import type { Embedded, Purpose } from "../embedder.ts";
import { ApplianceFailed, failureOf } from "./applianceFailed.ts";
import { type Address, applianceFetch } from "./applianceFetch.ts";
import { embedReply, vectorsOf } from "./vectorsOf.ts";

export interface Asked {
	/** Whose vectors they are to be. */
	model: string;
	texts: string[];
	purpose: Purpose;
}

/**
 * Embeds texts by one request, `POST v1/embed`, within `ms` milliseconds. Throws ApplianceFailed where the appliance is at
 * fault or not to be reached, and any other error where it refuses these texts.
 */
export async function askAppliance(address: Address, asked: Asked, ms: number): Promise<Embedded> {
	const unusable = (error: unknown): never => {
		throw new ApplianceFailed(
			timedOut(error) ? `did not answer within ${Number((ms / 1000).toPrecision(2))} s.` : cannotBeUsed(error),
		);
	};
	const response = await post(address, asked, AbortSignal.timeout(ms)).catch(unusable);
	if (!response.ok) throw await failureOf(response);
	const reply = embedReply.safeParse(await response.json().catch(unusable));
	if (!reply.success) throw new ApplianceFailed("answered without embeddings. Is that its address?", { lasting: true });
	const { model = asked.model, tokens } = reply.data;
	if (model !== asked.model) throw new ApplianceFailed(anotherModel(model, asked.model), { lasting: true });
	const vectors = vectorsOf(reply.data, asked.texts.length);
	if (typeof vectors === "string") throw new ApplianceFailed(`answered with ${vectors}.`, { lasting: true });
	return { vectors, tokens };
}

function post(address: Address, { texts, purpose }: Asked, signal: AbortSignal): Promise<Response> {
	const base = address.url.endsWith("/") ? address.url : `${address.url}/`;
	return applianceFetch(address)(new URL("v1/embed", base), {
		method: "POST",
		headers: { "content-type": "application/json", priority: PRIORITIES[purpose] },
		// As decimal numbers, vectors are four times as long.
		body: JSON.stringify({ texts, purpose, normalize: true, encoding_format: "base64" }),
		signal,
	});
}

/** RFC 9218: a person waits for a query, a backlog for passages. Who says nothing is at 3. */
const PRIORITIES: Record<Purpose, string> = { query: "u=1", passage: "u=5" };

function timedOut(error: unknown): boolean {
	return error instanceof Error && error.name === "TimeoutError";
}

function cannotBeUsed(error: unknown): string {
	return `cannot be used: ${reasonOf(error)}`;
}

/** A failed fetch says why in its cause. */
function reasonOf(error: unknown): string {
	if (error instanceof Error && error.cause) return reasonOf(error.cause);
	return error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
}

function anotherModel(served: string, wanted: string): string {
	return `serves the model ${served}, not ${wanted}, whose vectors cannot be compared with its: let all appliances serve one model, and set VAGUS_EMBEDDINGS_MODEL to its name.`;
}
