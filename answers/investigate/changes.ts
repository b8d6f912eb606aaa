import type { Evidence } from "../../core/investigate/evidence.ts";
import type { Change } from "../../core/investigate/rankChanges.ts";
import type { Connection } from "../../schema/database.ts";
import { knownChanges } from "./knownChanges.ts";
import type { Located } from "./locate.ts";
import { inTime } from "./readSignals.ts";
import { versionChanges } from "./versionChanges.ts";

/** What may have led to an onset: what was deployed, built and tested, other versions, and more to do. */
export async function changes(
	db: Connection,
	{ onset, incident }: Located,
	{
		services,
		environment,
		evidence,
		notes,
	}: {
		services: string[];
		environment: string | null;
		evidence: Evidence[];
		notes: string[];
	},
): Promise<Change[]> {
	const until = onset.at + onset.toleranceMs;
	const versions = await inTime("Versions", notes, () => versionChanges(db, services, incident, environment));
	return [...(await knownChanges(db, until, environment)), ...(versions ?? []), ...evidence.flatMap(moreToDo)];
}

/** Much more traffic may be a cause, whichever service shows it. */
function moreToDo({ kind, service, strength, statement, at, ids }: Evidence): Change[] {
	return kind === "traffic" && strength >= LEAST_TRAFFIC && at !== null
		? [{ kind: "traffic", service, at, statement: `${service}: ${statement}`, ids }]
		: [];
}

const LEAST_TRAFFIC = 0.3;
