import { type Server, unanswered } from "../support/target.ts";
import { clockFinding, clockSkew } from "./checkDatabase.ts";
import { checkServersEmbedder } from "./checkServersEmbedder.ts";
import type { Finding } from "./finding.ts";

/** Whether a server answers, is ready, takes the key, agrees on the time, and has its embedder. */
export async function checkServer(server: Server): Promise<Finding[]> {
	const check = "server";
	try {
		const before = Date.now();
		const ready = await ask(server, "/readyz");
		const skew = clockSkew(Date.parse(ready.headers.get("date") ?? ""), before - DATE_HEADER_MS, Date.now());
		const { checks } = (await ready.json().catch(() => ({}))) as { checks?: { ready: boolean; reason?: string }[] };
		if (!checks) {
			const advice = "Another program answers there. Check VAGUS_URL.";
			return [{ check, state: "broken", found: `${server.url} is no Vagus: it answers ${ready.status}`, advice }];
		}
		const reasons = checks.flatMap(({ reason }) => reason ?? []).join(" ");
		return [
			reasons
				? { check, state: "broken", found: `${server.url} is not ready`, advice: reasons }
				: { check, state: "ok", found: `${server.url} is ready` },
			await checkKey(server),
			clockFinding("server's clock", skew),
			...(reasons ? [] : await checkServersEmbedder(server, ask)),
		];
	} catch (error) {
		return [{ check, state: "broken", found: unanswered(server, error as Error) }];
	}
}

/** The header has whole seconds. */
const DATE_HEADER_MS = 1000;

const PATIENCE_MS = 5_000;

function ask(server: Server, path: string): Promise<Response> {
	return fetch(new URL(path, server.url), {
		headers: { authorization: `Bearer ${server.key}` },
		signal: AbortSignal.timeout(PATIENCE_MS),
	});
}

async function checkKey(server: Server): Promise<Finding> {
	const response = await ask(server, "/api/keys");
	const { detail } = (await response.json()) as { detail?: string };
	if (response.status === 200) return { check: "key", state: "ok", found: "may do everything" };
	if (response.status === 403) return { check: "key", state: "ok", found: detail ?? "is known" };
	return { check: "key", state: "broken", found: detail ?? `is answered ${response.status}` };
}
