import type { Connection } from "./database.ts";
import { lifecycles } from "./lifecycle.ts";

/**
 * Compression and retention as jobs of TimescaleDB Community. A job that has the right age is left as it is, with its
 * schedule and its history. What TimescaleDB cannot do (retention by level, ordinary tables) is left to `maintain`.
 */
export async function applyPolicies(tx: Connection): Promise<void> {
	const known = await tx.query<KnownPolicy>(KNOWN);
	const days = (table: string, job: string) =>
		known.find((policy) => policy.table === table && policy.job === job)?.days ?? null;
	for (const { table, keepDays, compressAfterDays } of lifecycles) {
		if (!known.some((policy) => policy.table === table)) continue;
		if (days(table, "policy_retention") !== keepDays) await tx.script(retention(table, keepDays));
		if (compressAfterDays !== undefined && days(table, "policy_compression") !== compressAfterDays) {
			await tx.script(columnstore(table, compressAfterDays));
		}
	}
}

interface KnownPolicy {
	table: string;
	job: string | null;
	days: number | null;
}

// One row at least for each hypertable.
const KNOWN = `
	SELECT h.hypertable_name AS table, j.proc_name AS job,
		(extract(epoch FROM coalesce(j.config ->> 'drop_after', j.config ->> 'compress_after')::interval) / 86400)::int AS days
	FROM timescaledb_information.hypertables h
	LEFT JOIN timescaledb_information.jobs j USING (hypertable_schema, hypertable_name)
	WHERE h.hypertable_schema = current_schema()`;

const retention = (table: string, days: number) => `
	SELECT remove_retention_policy('${table}', if_exists => true);
	SELECT add_retention_policy('${table}', interval '${days} days');`;

const columnstore = (table: string, days: number) => `
	CALL remove_columnstore_policy('${table}', if_exists => true);
	CALL add_columnstore_policy('${table}', after => interval '${days} days');`;
