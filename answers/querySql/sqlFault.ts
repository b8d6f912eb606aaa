import { counted } from "../../core/text/counted.ts";
import { nearest } from "../../core/text/nearest.ts";
import type { Connection } from "../../schema/database.ts";
import { AnswerError } from "../answerError.ts";
import { didYouMean } from "../parseArguments.ts";
import { sqlLimits } from "./sqlLimits.ts";

/** An error of PostgreSQL's about a statement, in a sentence for who wrote it; any other error as it is. */
export async function sqlFault(error: unknown, db: Connection): Promise<unknown> {
	if (error instanceof AnswerError || !(error instanceof Error)) return error;
	if (!("code" in error) || typeof error.code !== "string") return error;
	if (error.code === "57014") {
		const seconds = counted(sqlLimits.statementMs / 1000, "second");
		return fault(`it was cut after ${seconds}. Join on keys, narrow the time, or aggregate less.`);
	}
	if (error.code === "25006") return fault("it may only read.");
	if (!STATEMENTS_FAULT.test(error.code)) return error;
	const hint = "hint" in error && typeof error.hint === "string" ? ` ${error.hint}` : "";
	return fault(`${error.message}.${hint}${error.code === "42P01" ? await relationMeant(error.message, db) : ""}`);
}

function fault(sentence: string): AnswerError {
	return new AnswerError("invalid_argument", `query: ${sentence}`);
}

/** Classes of errors that are about what was asked: https://www.postgresql.org/docs/current/errcodes-appendix.html */
const STATEMENTS_FAULT = /^(0A|21|22|23|26|2F|39|42|54|P0)/;

async function relationMeant(message: string, db: Connection): Promise<string> {
	const [, name = ""] = /relation "(.*)" does not exist/.exec(message) ?? [];
	const readable = (await db.query<{ name: string }>(READABLE)).map((row) => row.name);
	return didYouMean(nearest(name, readable)) || ` There are ${readable.join(", ")}.`;
}

const READABLE = "SELECT name FROM readable_relations ORDER BY name";
