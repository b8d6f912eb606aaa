import type { Connection, Database } from "../../schema/database.ts";

/** Asks whatever database `current` gives at the moment of asking. */
export function forwardTo(current: () => Promise<Database>): Connection & Pick<Database, "transaction"> {
	return {
		query: async (text, values, name) => (await current()).query(text, values, name),
		script: async (text) => (await current()).script(text),
		transaction: async (work) => (await current()).transaction(work),
	};
}
