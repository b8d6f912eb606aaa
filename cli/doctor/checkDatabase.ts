import type { Connection } from "../../schema/database.ts";
import { readyState } from "../../schema/schemaVersion.ts";
import { detectTier } from "../../schema/tier.ts";
import type { Finding } from "./finding.ts";

/** What a database offers, whether it holds this program's schema, what waits to be embedded, and its clock. */
export async function checkDatabase(db: Connection, describe: string): Promise<Finding[]> {
	const [server] = await db.query<{ version: string }>("SELECT current_setting('server_version') AS version");
	const findings: Finding[] = [
		{ check: "database", state: "ok", found: `${describe}, version ${server?.version}` },
		await checkExtensions(db),
		await checkClock(db),
	];
	const schema = await readyState(db);
	if (!schema.ready) {
		const [found = "", advice] = schema.reason.split(/(?= Run )/);
		return [...findings, { check: "schema", state: "broken", found, advice: advice?.trim() }];
	}
	return [...findings, { check: "schema", state: "ok", found: `version ${schema.version}` }, await checkEmbeddings(db)];
}

async function checkExtensions(db: Connection): Promise<Finding> {
	const rows = await db.query<{ name: string; installed: string | null }>(EXTENSIONS);
	const versions = new Map(rows.map((row) => [row.name, row.installed]));
	const missing = ["vector", "pg_trgm"].filter((name) => !versions.has(name));
	if (missing.length > 0) {
		return {
			check: "extensions",
			state: "broken",
			found: `the server lacks ${missing.join(" and ")}`,
			advice: "Install pgvector and PostgreSQL's contrib modules on the server.",
		};
	}
	const found = rows.map((row) => `${row.name} ${row.installed ?? "not created"}`).join(", ");
	const tier = await detectTier(db);
	if (["vector", "pg_trgm"].some((name) => !versions.get(name))) {
		return { check: "extensions", state: "broken", found, advice: "Run `vagus migrate`, which creates them." };
	}
	return { check: "extensions", state: "ok", found: `${found}; tier ${tier}` };
}

const EXTENSIONS = `
	SELECT name, installed_version AS installed FROM pg_available_extensions
	WHERE name IN ('vector', 'pg_trgm', 'timescaledb')
	ORDER BY name DESC`;

/** Windows of time end at this machine's now and hold what the database dates. */
async function checkClock(db: Connection): Promise<Finding> {
	const before = Date.now();
	const [row] = await db.query<{ now: string }>("SELECT clock_timestamp() AS now");
	const skew = clockSkew(Date.parse(row?.now ?? ""), before, Date.now());
	return clockFinding("database's clock", skew);
}

/** How far a clock that was read between two moments is off, in milliseconds; 0 where it was between them. */
export function clockSkew(read: number, before: number, after: number): number {
	return read < before ? read - before : Math.max(0, read - after);
}

export function clockFinding(check: string, skewMs: number): Finding {
	const seconds = Math.round(Math.abs(skewMs) / 1000);
	if (seconds <= MAX_SKEW_S) return { check, state: "ok", found: "agrees with this machine's" };
	return {
		check,
		state: "warning",
		found: `${seconds} s ${skewMs > 0 ? "ahead of" : "behind"} this machine's`,
		advice: "Let both machines take their time from the network (NTP): what is new may be missed otherwise.",
	};
}

const MAX_SKEW_S = 5;

async function checkEmbeddings(db: Connection): Promise<Finding> {
	const [row] = await db.query<{ pending: number; stale: number; failed: number; error: string | null }>(EMBEDDINGS);
	const { pending = 0, stale = 0, failed = 0, error } = row ?? {};
	const found = `${pending} waiting, ${failed} failed${error ? `: ${error}` : ""}`;
	if (stale + failed === 0) return { check: "embeddings", state: "ok", found };
	const advice = "`vagus maintain` embeds what waits; texts that failed are found by their words and spelling alone.";
	return { check: "embeddings", state: "warning", found, advice };
}

// Texts without words have no vector by nature: they are marked after their only attempt.
const EMBEDDINGS = `
	SELECT count(*) FILTER (WHERE state = 'pending')::integer AS pending,
		count(*) FILTER (WHERE state = 'pending' AND last_error IS NOT NULL)::integer AS stale,
		count(*) FILTER (WHERE state = 'failed' AND attempts > 1)::integer AS failed,
		max(last_error) FILTER (WHERE state = 'pending' OR attempts > 1) AS error
	FROM observability_embeddings
	WHERE state <> 'ready'`;
