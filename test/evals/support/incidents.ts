import type { Database } from "../../../schema/database.ts";
import { writeTelemetry } from "../../../schema/write/writeTelemetry.ts";
import { batchOfIncident, SIGNALS } from "../../faultInjection/synthetic/batchOfIncident.ts";
import { type SyntheticIncident, syntheticIncident } from "../../faultInjection/synthetic/incident.ts";
import { NOW, seedBuilds } from "../../support/seed.ts";

/** The commit of the deployment that brought a fault, and of one that came before without harm. */
export const GUILTY = "d".repeat(40);
const INNOCENT = "a".repeat(40);

/** Seeds of incidents, each of one kind of fault; the names say which. */
export const INCIDENTS = {
	"code error": syntheticIncident(19),
	crash: syntheticIncident(15),
	"slow database": syntheticIncident(6),
	cpu: syntheticIncident(3),
	"pool exhausted": syntheticIncident(7),
} as const;

/** Writes what an incident's services sent, as of the last minutes before NOW, and what was deployed meanwhile. */
export async function writeIncident(db: Database, incident: SyntheticIncident): Promise<void> {
	const startMs = NOW.getTime() - incident.lengthMs;
	await writeTelemetry(db, batchOfIncident(incident, startMs, "production", SIGNALS), null);
	const at = (ms: number) => new Date(startMs + ms).toISOString();
	const others = incident.services.map(({ name }) => name).filter((name) => name !== incident.ill);
	await seedBuilds(db, [
		{ service: incident.ill, environment: "production", commitSha: GUILTY, timestamp: at(incident.onsetMs - 20_000) },
		...others.slice(0, 3).map((service, index) => ({
			service,
			environment: "production",
			commitSha: INNOCENT,
			timestamp: at((incident.onsetMs * (index + 1)) / 4),
		})),
	]);
}
