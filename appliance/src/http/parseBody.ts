import { z } from "zod";
import { HttpError } from "./httpError.ts";

/** A JSON body in its schema's types; a refusal that names the first fault otherwise. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, body: Uint8Array): z.output<Schema> {
	const { success, data, error } = schema.safeParse(parsed(body));
	if (success) return data;
	const [issue] = error.issues;
	const place = issue?.path.map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`)).join("") ?? "";
	throw new HttpError(400, "invalid_argument", `${place.slice(1) || "The body"} ${issue?.message}.`);
}

function parsed(body: Uint8Array): unknown {
	try {
		return JSON.parse(UTF8.decode(body));
	} catch {
		throw new HttpError(400, "invalid_json", "The body is no JSON text in UTF-8.");
	}
}

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** What both ways to ask for embeddings take. */
export const encodingFormat = z.enum(["float", "base64"], 'must be "float" or "base64"').default("float");
