import type { Server } from "../support/target.ts";
import type { Finding } from "./finding.ts";

/** Asks a server; throws where it does not answer in time. */
export type Ask = (server: Server, path: string) => Promise<Response>;

/** Which embedder a server has, whether that answers the server, and how many texts wait for it. */
export async function checkServersEmbedder(server: Server, ask: Ask): Promise<Finding[]> {
	const check = "embedder";
	const { embedder } = (await (await ask(server, "/healthz")).json()) as { embedder: string };
	const found = `${embedder}, of the server`;
	const answers = await answersSearch(server, ask);
	if (answers === null) return [{ check, state: "ok", found: `${found}; this key may not ask whether it answers` }];
	const metrics = await (await ask(server, "/metrics")).text();
	const waiting = waitingTexts(metrics);
	const embeddings = { check: "embeddings", found: `${waiting} waiting` };
	if (answers) {
		return [
			primaryIsAway(metrics)
				? {
						check,
						state: "warning",
						found: `${found}, by its fallback: the primary does not answer it`,
						advice: ADVICE,
					}
				: { check, state: "ok", found },
			{ ...embeddings, state: "ok" },
		];
	}
	const advice = `${ADVICE} Meanwhile search is by words and spelling alone.`;
	return [
		{ check, state: "broken", found: `${found}, does not answer it`, advice },
		{ ...embeddings, state: "warning", advice: "They are embedded by themselves once the service answers." },
	];
}

const ADVICE = "Check the server's VAGUS_EMBEDDINGS_URL and VAGUS_EMBEDDINGS_KEY, and that the service runs.";

/** Whether the server had its embedder for a search; null where the key may not search. */
async function answersSearch(server: Server, ask: Ask): Promise<boolean | null> {
	const response = await ask(server, "/api/search?query=connection%20refused&limit=1");
	if (!response.ok) return null;
	const { notes } = (await response.json()) as { notes: string[] };
	return !notes.some((note) => note.startsWith("The embedding service did not answer"));
}

/** Of Prometheus' text, as is the next one. */
function waitingTexts(metrics: string): number {
	return Number(/^vagus_embeddings\{[^}]*state="pending"[^}]*\} (\d+)/m.exec(metrics)?.[1] ?? 0);
}

function primaryIsAway(metrics: string): boolean {
	return /^vagus_embedder_answers\{[^}]*appliance="primary"[^}]*\} 0/m.test(metrics);
}
