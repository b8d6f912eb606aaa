import { AnswerError } from "../../answers/answerError.ts";
import { EnvironmentError } from "../../functions/environment.ts";
import { DataDirInUse } from "../../schema/dataDirLock.ts";
import { DatabaseUnavailable } from "../../schema/unavailable.ts";

/** Something that the user can set right; printed as its sentence, without a stack. */
export class UserError extends Error {}

/** Whether an error's message is for the user; anything else is a fault of the program. */
export function isForUser(error: unknown): error is Error {
	return [UserError, EnvironmentError, AnswerError, DataDirInUse, DatabaseUnavailable].some(
		(type) => error instanceof type,
	);
}
