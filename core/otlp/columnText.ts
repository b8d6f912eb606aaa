import { cutText } from "../text/cutText.ts";
import type { AnyValue } from "./attributes.ts";
import { valueToJson } from "./valueToJson.ts";

/** A value as the text of a column: of a list the first item, of nothing null; cut to the column's limit. */
export function columnText(value: AnyValue | undefined, limit: number): string | null {
	if (typeof value === "string") return value === "" ? null : cutText(value, limit);
	if (value === undefined || value === null) return null;
	if (Array.isArray(value)) return columnText(value[0], limit);
	return cutText(valueToJson(value), limit);
}
