import type { Database } from "../../schema/database.ts";
import { forwardTo } from "./forwardTo.ts";

/** A database that is opened at its first use: a health check and a refused key cost no connection. */
export function lazyDatabase(open: () => Promise<Database>): Database {
	let opening: Promise<Database> | undefined;
	return {
		...forwardTo("lazy", () => {
			opening ??= open();
			return opening;
		}),
		// One that could not be opened, or whose connection broke, needs no closing.
		close: async () => {
			await opening?.then((opened) => opened.close()).catch(() => {});
		},
	};
}
