import { type Skeleton, skeletonOf, WILD } from "./skeleton.ts";
import { type Row, type Statement, statementsOf } from "./statementsOf.ts";
import { templateLimits } from "./templateLimits.ts";

/** A template that stands for another one, and why. */
export interface TemplateAlias {
	templateId: string;
	/** The first of the group's templates. */
	groupId: string;
	receipt: MergeReceipt;
}

export interface MergeReceipt {
	/** "same words": they differ in kinds of placeholders alone. "variable words": a word varies as values do. */
	rule: "same words" | "variable words";
	/** Where the group's words differ: the position among the template's tokens, and how many words were seen there. */
	varying: { position: number; distinct: number }[];
}

export interface MergedTemplates {
	aliases: TemplateAlias[];
	/** What the groups of several templates look like, by group id: `<*>` where they differ. */
	templates: Map<string, string>;
}

/**
 * Which templates are of one statement after all, in ways that masking one line cannot see: a word that varies as
 * values do. Rather two groups than a wrong merge. Templates come in the order of their arrival; the first of a group
 * gives it its id. The result depends on nothing but them, and templates of different layouts (`skeletonOf`) have no
 * bearing on each other: where a template is new, it is enough to ask for those of its layout. Of a layout the first
 * ones, `templateLimits.deciding`, make the groups; later ones join the group that they fit, and change none.
 */
export function mergeTemplates(templates: Iterable<{ templateId: string; template: string }>): MergedTemplates {
	const merged: MergedTemplates = { aliases: [], templates: new Map() };
	for (const { rows, later } of layoutsOf(templates).values()) {
		const groups = statementsOf([...rows.values()]).map((statement) => settle(statement, merged));
		if (later.length > 0) join(later, groups, merged);
	}
	return merged;
}

interface Layout {
	/** By their words. */
	rows: Map<string, Row>;
	templates: number;
	later: Template[];
}

interface Template extends Skeleton {
	templateId: string;
}

function layoutsOf(templates: Iterable<{ templateId: string; template: string }>): Map<string, Layout> {
	const layouts = new Map<string, Layout>();
	let order = 0;
	for (const { templateId, template } of templates) {
		const skeleton = skeletonOf(template);
		let layout = layouts.get(skeleton.layout);
		if (!layout) {
			layout = { rows: new Map(), templates: 0, later: [] };
			layouts.set(skeleton.layout, layout);
		}
		if (++layout.templates > templateLimits.deciding) layout.later.push({ ...skeleton, templateId });
		else addRow(layout.rows, { ...skeleton, templateId }, order++);
	}
	return layouts;
}

function addRow(rows: Map<string, Row>, { templateId, ...skeleton }: Template, order: number): void {
	const key = skeleton.tokens.join("\0");
	const known = rows.get(key);
	if (!known) {
		rows.set(key, { ...skeleton, templateIds: [templateId], differs: new Set(), order });
		return;
	}
	known.templateIds.push(templateId);
	skeleton.sources.forEach((source, position) => {
		if (source !== known.sources[position]) known.differs.add(position);
	});
}

/** A group that is settled: what later templates are held against. */
interface Group {
	groupId: string;
	/** Words, WILD where they vary. */
	tokens: string[];
	template: string;
	receipt: MergeReceipt;
}

/** Adds a statement to what is merged, where it has several templates. */
function settle({ rows, varying }: Statement, merged: MergedTemplates): Group {
	const first = rows.reduce((a, b) => (b.order < a.order ? b : a));
	const [groupId = ""] = first.templateIds;
	const receipt: MergeReceipt = {
		rule: varying.length > 0 ? "variable words" : "same words",
		varying: varying
			.toSorted((a, b) => a - b)
			.map((position) => ({
				position,
				distinct: new Set(rows.map((row) => row.tokens[position])).size,
			})),
	};
	const templateIds = rows.flatMap((row) => row.templateIds);
	for (const templateId of templateIds) {
		if (templateId !== groupId) merged.aliases.push({ templateId, groupId, receipt });
	}
	const differs = (source: string, position: number) =>
		rows.some((row) => row.differs.has(position) || row.sources[position] !== source);
	const template = first.sources.map((source, position) => (differs(source, position) ? WILD : source)).join("");
	if (templateIds.length > 1) merged.templates.set(groupId, template);
	return { groupId, tokens: wildAt(first.tokens, varying), template, receipt };
}

/** Adds templates to the settled groups whose words they have where these do not vary: of several the first. */
function join(later: Template[], groups: Group[], merged: MergedTemplates): void {
	const byShape = new Map<string, Shape>();
	for (const group of groups) {
		const positions = group.receipt.varying.map(({ position }) => position);
		const shape = byShape.get(positions.join()) ?? { positions, groups: new Map() };
		byShape.set(positions.join(), shape);
		shape.groups.set(group.tokens.join("\0"), group);
	}
	const shapes = [...byShape.values()].toSorted((a, b) => a.positions.length - b.positions.length);
	for (const { templateId, tokens } of later) {
		const group = fitting(tokens, shapes);
		if (!group) continue;
		merged.aliases.push({ templateId, groupId: group.groupId, receipt: group.receipt });
		merged.templates.set(group.groupId, group.template);
	}
}

/** Groups whose words vary at the same positions, by their words. */
interface Shape {
	positions: number[];
	groups: Map<string, Group>;
}

function fitting(tokens: string[], shapes: Shape[]): Group | undefined {
	for (const { positions, groups } of shapes) {
		const group = groups.get(wildAt(tokens, positions).join("\0"));
		if (group) return group;
	}
	return undefined;
}

function wildAt(tokens: string[], positions: number[]): string[] {
	const wild = [...tokens];
	for (const position of positions) wild[position] = WILD;
	return wild;
}
