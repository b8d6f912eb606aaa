import { templateLimits } from "./templateLimits.ts";

/** The template of one line: numbers give way to `<num>`. */
export function mask(line: string): string {
	return line
		.slice(0, templateLimits.line)
		.replace(/\s+/g, " ")
		.trim()
		.replace(/(?<![A-Za-z])[0-9]+(?:\.[0-9]+)?/g, "<num>")
		.slice(0, templateLimits.template);
}
