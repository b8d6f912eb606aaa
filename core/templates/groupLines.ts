import { contentOf } from "./logContent.ts";
import { mergeTemplates } from "./mergeTemplates.ts";

export interface LineGroup {
	/** The content id of the group's first template. */
	groupId: string;
	template: string;
}

/** Each line's group and template, as they are after all lines. */
export function groupLines(lines: Iterable<string>): LineGroup[] {
	const grouping = lineGrouping();
	for (const line of lines) grouping.add(line);
	return [...grouping.groups()];
}

/** Groups lines that come one by one. Of a line nothing is kept but the number of its template. */
export function lineGrouping(): { add(line: string): void; groups(): Iterable<LineGroup> } {
	const numbers = new Map<string, number>();
	const templates: { templateId: string; template: string }[] = [];
	let ofLines = new Uint32Array(1024);
	let lines = 0;
	return {
		add(line) {
			const { contentId, content } = contentOf("log", line);
			let number = numbers.get(contentId);
			if (number === undefined) {
				number = templates.push({ templateId: contentId, template: content }) - 1;
				numbers.set(contentId, number);
			}
			if (lines === ofLines.length) {
				const longer = new Uint32Array(2 * lines);
				longer.set(ofLines);
				ofLines = longer;
			}
			ofLines[lines++] = number;
		},
		*groups() {
			const groups = groupsOf(templates);
			for (let line = 0; line < lines; line++) {
				const group = groups[ofLines[line] ?? 0];
				if (group) yield group;
			}
		},
	};
}

/** The group of each template. */
function groupsOf(templates: { templateId: string; template: string }[]): LineGroup[] {
	const merged = mergeTemplates(templates);
	const groupIds = new Map(merged.aliases.map(({ templateId, groupId }) => [templateId, groupId]));
	return templates.map(({ templateId, template }) => {
		const groupId = groupIds.get(templateId) ?? templateId;
		return { groupId, template: merged.templates.get(groupId) ?? template };
	});
}
