import { investigate, investigateArguments } from "../../../answers/investigate.ts";
import { parseArguments } from "../../../answers/parseArguments.ts";
import { lexicalEmbedder } from "../../../embedding/lexicalEmbedder.ts";
import type { Database } from "../../../schema/database.ts";
import { writeTelemetry } from "../../../schema/write/writeTelemetry.ts";
import { batchOfIncident, type Signal } from "./batchOfIncident.ts";
import { type SyntheticIncident, syntheticIncident } from "./incident.ts";

export interface Outcome {
	seed: number;
	fault: SyntheticIncident["fault"];
	/** Place of the true service in the ranking, from 1; null where it is not in it. */
	place: number | null;
	/** Names that are right: whoever cannot see a database may name whose it is. */
	truth: string[];
	first: string | null;
	/** How much later than it began the onset was found, in milliseconds. */
	onsetOffMs: number;
	verdict: string;
}

/** Writes an incident of these signals into the database, in an environment of its own, and investigates it. */
export async function evaluate(db: Database, seed: number, signals: readonly Signal[]): Promise<Outcome> {
	const incident = syntheticIncident(seed);
	const environment = `${signals.join("-")}-${seed}`;
	await writeTelemetry(db, batchOfIncident(incident, START_MS, environment, signals), null);
	const args = parseArguments(investigateArguments, {
		environment,
		from: new Date(START_MS).toISOString(),
		to: new Date(START_MS + incident.lengthMs).toISOString(),
	});
	const { rootCauses, onset, verdict } = await investigate(
		{ db, embedder: lexicalEmbedder, now: new Date(START_MS + incident.lengthMs) },
		args,
	);
	const truth = signals.includes("traces") ? [incident.truth] : [incident.truth, incident.ill];
	const place = rootCauses.findIndex(({ service }) => truth.includes(service)) + 1;
	return {
		seed,
		fault: incident.fault,
		place: place === 0 ? null : place,
		truth,
		first: rootCauses[0]?.service ?? null,
		onsetOffMs: Date.parse(onset.at) - START_MS - incident.onsetMs,
		verdict,
	};
}

const START_MS = Date.parse("2026-03-10T11:00:00Z");
