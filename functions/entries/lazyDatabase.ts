import type { Database } from "../../schema/database.ts";

/** A database that is opened at its first use: a health check and a refused key cost no connection. */
export function lazyDatabase(open: () => Promise<Database>): Database {
	let opened: Promise<Database> | undefined;
	const db = () => {
		opened ??= open();
		return opened;
	};
	return {
		driver: "lazy",
		query: async (text, values, name) => (await db()).query(text, values, name),
		script: async (text) => (await db()).script(text),
		transaction: async (work) => (await db()).transaction(work),
		close: async () => {
			await opened?.then(
				(database) => database.close(),
				() => {},
			);
		},
	};
}
