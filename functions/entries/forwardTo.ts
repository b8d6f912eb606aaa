import type { Queryable } from "../../schema/database.ts";

/** Asks whatever database `current` gives at the moment of asking. */
export function forwardTo(driver: string, current: () => Promise<Queryable>): Queryable {
	return {
		driver,
		query: async (text, values, name) => (await current()).query(text, values, name),
		script: async (text) => (await current()).script(text),
		transaction: async (work) => (await current()).transaction(work),
		withDeadline: (statementMs) => forwardTo(driver, async () => (await current()).withDeadline(statementMs)),
	};
}
