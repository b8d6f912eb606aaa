import { contentOf } from "./logContent.ts";

/** Each line's group and template. */
export function groupLines(lines: string[]): { groupId: string; template: string }[] {
	return lines.map((line) => {
		const { contentId, content } = contentOf("log", line);
		return { groupId: contentId, template: content };
	});
}
