import { newAnHourLimits } from "../../core/limits.ts";
import type { InsertOptions } from "./unnest.ts";

/** What was left out of an insert, since its service had brought as many new ones in this hour as it may. */
export interface LeftOut {
	id: string;
	service: string;
}

/**
 * Has an insert of what is new count it by service and hour, in the same statement, and leave out what is too many. Its
 * rows have a `service`, and it returns `LeftOut`s. A service is full once it has reached the limit: the transaction that
 * reaches it may go beyond.
 */
export function withinHour(
	kind: keyof typeof newAnHourLimits,
	table: string,
	id: string,
): Pick<InsertOptions, "before" | "where" | "followedBy"> {
	return {
		before: `
			full_services AS MATERIALIZED (
				SELECT service FROM new_by_hour
				WHERE hour = ${HOUR} AND kind = '${kind}' AND count >= ${newAnHourLimits[kind]})`,
		where: `u.service NOT IN (SELECT service FROM full_services)`,
		// Where nothing is new, nobody waits for another's count.
		followedBy: `, counted AS (
				INSERT INTO new_by_hour (hour, kind, service, count)
				SELECT ${HOUR}, '${kind}', u.service, count(*) FROM written JOIN u USING (${id})
				GROUP BY u.service ORDER BY u.service
				ON CONFLICT (hour, kind, service) DO UPDATE SET count = new_by_hour.count + excluded.count)
			SELECT u.${id} AS id, u.service FROM u
			WHERE u.service IN (SELECT service FROM full_services)
				AND NOT EXISTS (SELECT FROM ${table} known WHERE known.${id} = u.${id})`,
	};
}

const HOUR = "date_trunc('hour', now(), 'UTC')";
