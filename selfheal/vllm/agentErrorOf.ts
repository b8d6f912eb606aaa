import { APIError } from "openai";
import { AgentError } from "../../core/ports/agentPort.ts";

/** What is meant by an error that OpenAI's client or a network throws. */
export function agentErrorOf(error: unknown, url: string): AgentError {
	const status = error instanceof APIError ? error.status : undefined;
	const refused = status !== undefined && REFUSALS.has(status);
	const what = status === undefined ? `cannot be used: ${reasonOf(error)}` : `answered ${reasonOf(error)}`;
	return new AgentError(refused ? "refused" : "unavailable", `The model at ${url} ${what}`, { cause: error });
}

/** What is answered to a request that will never be taken. */
const REFUSALS = new Set([400, 413, 422]);

/** A failed fetch says why in its cause. */
function reasonOf(error: unknown): string {
	if (error instanceof Error && error.cause) return reasonOf(error.cause);
	return error instanceof Error ? error.message || ("code" in error ? String(error.code) : error.name) : String(error);
}
