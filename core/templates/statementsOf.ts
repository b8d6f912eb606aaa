import { isWord, messageStart, type Skeleton, WILD } from "./skeleton.ts";
import { evidenceOf, isEnumerated, isGerund, isSmall, isThing, wordLook } from "./wordLooks.ts";

/** Rows of one layout as the statements that wrote them. */
export function statementsOf(rows: Row[]): Statement[] {
	return statements(rows, wordPositions(rows), []);
}

/** Templates of the same words. */
export interface Row extends Skeleton {
	templateIds: string[];
	/** Whether its templates differ in their placeholders, by position. */
	differs: Set<number>;
	order: number;
}

/** Rows of one statement, and the positions at which their words differ. */
export interface Statement {
	rows: Row[];
	varying: number[];
}

interface Column {
	position: number;
	/** Rows by the word that they hold here. */
	words: Map<string, Row[]>;
	/** How much speaks for values here rather than for words of the statement. */
	evidence: number;
}

/** From this evidence on, words at a position are values. */
const ENOUGH = 1;

/** The positions at which rows may differ. */
function wordPositions([first]: Row[]): number[] {
	return (first?.tokens.slice(0, first.open) ?? []).flatMap((token, position) => (isWord(token) ? [position] : []));
}

/**
 * Divides rows of one layout into statements: where they differ in words of the statement, by the words of the position
 * that is least likely to hold values, until all that differs is values. `open` are the positions that may differ,
 * `values` those that held values among more rows.
 */
function statements(rows: Row[], open: number[], values: number[]): Statement[] {
	if (rows.length === 1) return [{ rows, varying: [] }];
	const columns = [...open, ...values]
		.map((position) => columnOf(rows, position))
		.filter(({ words }) => words.size > 1)
		.toSorted((a, b) => a.evidence - b.evidence);
	const [least] = columns;
	const varying = columns.map(({ position }) => position);
	// Other statements' words may have spoken for values at a position; those of these rows have to, too.
	const isValue = ({ position, evidence }: Column) => evidence >= (values.includes(position) ? ENOUGH / 2 : ENOUGH);
	if (least === undefined || (columns.every(isValue) && isOneStatement(rows, varying))) return [{ rows, varying }];
	const split =
		columns.filter((column) => !isValue(column)).toSorted((a, b) => a.words.size - b.words.size)[0] ?? least;
	const without = (positions: number[]) =>
		positions.filter((position) => position !== split.position && varying.includes(position));
	return divide(split).flatMap(({ part, isValue }) =>
		statements(part, without(open), isValue ? [...without(values), split.position] : without(values)),
	);
}

function columnOf(rows: Row[], position: number): Column {
	const words = new Map<string, Row[]>();
	for (const row of rows) {
		const word = row.tokens[position] ?? "";
		const same = words.get(word);
		if (same) same.push(row);
		else words.set(word, [row]);
	}
	return { position, words, evidence: evidence(words.keys(), rows, position) };
}

function evidence(words: Iterable<string>, rows: Row[], position: number): number {
	const before = wordBeside(rows, position, -1);
	const enumerated = isEnumerated(before, wordBeside(rows, position, 1), () => wordsBefore(rows, position));
	let values = 0;
	let statement = 0;
	let gerunds = 0;
	let all = 0;
	for (const word of words) {
		const look = word === WILD ? "value" : wordLook(word);
		if (look === "statement" && isThing(before) && isGerund(word)) gerunds++;
		else if (look === "statement" && !enumerated) statement++;
		else values += evidenceOf(look, before, enumerated);
		all++;
	}
	// "group billing", beside other groups' names, is one of them; "user logging" is not.
	if (gerunds + statement < all - 1) values += gerunds * evidenceOf("plain", before, enumerated);
	else statement += gerunds;
	// Among many names a few are words of statements too; among words of statements none is a name.
	if (statement * FEW > all) values -= statement * 2;
	// Statements begin with a word of their own more often than with a value.
	return position === messageStart(rows[0]?.tokens ?? []) ? values / 2 : values;
}

const FEW = 5;

/** The word one step before or after the position where it is the same in all rows; "" otherwise. */
function wordBeside(rows: Row[], position: number, step: 1 | -1): string {
	const at = rows[0]?.tokens[position + step] === " " ? position + 2 * step : position + step;
	const word = rows[0]?.tokens[at] ?? "";
	return rows.every((row) => row.tokens[at] === word) ? word : "";
}

/** Some words before the position, as the first row has them. */
function wordsBefore(rows: Row[], position: number): string[] {
	return rows[0]?.tokens.slice(Math.max(0, position - REACH), position).filter(isWord) ?? [];
}

const REACH = 8;

/** Rows by the word of a column. Those whose words look like values, without the others, stay together. */
function divide({ words, evidence: all, position }: Column): { part: Row[]; isValue: boolean }[] {
	const apart = [...words].filter(([word]) => all >= ENOUGH || isStatementWord(word));
	const rest = [...words].filter(([word]) => all < ENOUGH && !isStatementWord(word));
	const together = rest.flatMap(([, rows]) => rows);
	const parts = apart.map(([, part]) => ({ part, isValue: false }));
	if (
		rest.length > 1 &&
		evidence(
			rest.map(([word]) => word),
			together,
			position,
		) >= ENOUGH
	) {
		return [...parts, { part: together, isValue: true }];
	}
	return [...parts, ...rest.map(([, part]) => ({ part, isValue: false }))];
}

const isStatementWord = (word: string) => word !== WILD && wordLook(word) === "statement";

/** Whether rows that differ at some positions have enough words of their message in common to be of one statement. */
function isOneStatement(rows: Row[], varying: number[]): boolean {
	const tokens = rows[0]?.tokens ?? [];
	const start = messageStart(tokens);
	const inMessage = varying.filter((position) => position >= start).length;
	let common = 0;
	for (let position = start; position < tokens.length; position++) {
		const token = tokens[position] ?? "";
		if (varying.includes(position) || !isWord(token)) continue;
		common += token === WILD ? 0.25 : isSmall(token) ? 0.5 : 1;
	}
	return inMessage === 0 || common >= Math.max(LEAST_COMMON, inMessage);
}

/** Words that templates of one statement have in common at the least. */
const LEAST_COMMON = 1.5;
