import type * as z from "zod/mini";
import { InputError } from "../inputError.ts";

/** Parses JSON of a known shape; `what` names the tool and how it is asked for it. */
export function parseJson<Schema extends z.ZodMiniType>(text: string, schema: Schema, what: string): z.output<Schema> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch (error) {
		throw new InputError(
			text.trim() === "" ? `it is empty; ${what}` : `it is not valid JSON (${(error as Error).message}); ${what}`,
		);
	}
	const parsed = schema.safeParse(value, { reportInput: true });
	if (parsed.success) return parsed.data;
	throw new InputError(`it has ${faultOf(parsed.error.issues[0])}; ${what}`);
}

function faultOf(issue: z.core.$ZodIssue | undefined): string {
	const path = issue?.path.join(".");
	if (!path) return "other content";
	return issue?.input === undefined ? `no "${path}"` : `an unexpected "${path}"`;
}
