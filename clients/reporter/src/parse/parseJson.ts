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
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data;
	const [issue] = parsed.error.issues;
	throw new InputError(`it has an unexpected "${issue?.path.join(".") || "content"}"; ${what}`);
}
