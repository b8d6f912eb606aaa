import type { Connection } from "../database.ts";
import { isConflict } from "../unavailable.ts";
import { ask, type Client } from "./ask.ts";
import { connectionOf } from "./connectionOf.ts";
import { beginWithin, type Deadline } from "./deadline.ts";

/** Commits when `work` resolves, rolls back when it throws; begins again where another transaction was in its way. */
export async function runTransaction<Result>(
	client: Client,
	work: (connection: Connection) => Promise<Result>,
	deadline: Deadline,
): Promise<Result> {
	for (let attempt = 1; ; attempt++) {
		try {
			await ask(client, { text: beginWithin(deadline) }, deadline.answer);
			const result = await work(connectionOf(client, deadline));
			const { command } = await ask(client, { text: "COMMIT" }, deadline.answer);
			// What PostgreSQL answers where a statement failed and `work` went on.
			if (command === "ROLLBACK") throw new Error("The transaction was rolled back: one of its statements failed.");
			return result;
		} catch (error) {
			await ask(client, { text: "ROLLBACK" }, deadline.answer).catch(() => {});
			if (attempt === ATTEMPTS || !isConflict(error)) throw error;
		}
	}
}

/** How often a transaction that another one's locks or writes refuse is begun. */
const ATTEMPTS = 3;
