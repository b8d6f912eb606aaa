/** The template by which at least half of several failing tests fail; null where each has its own. */
export function commonTemplate(templateIds: (string | null)[]): { templateId: string; tests: number } | null {
	const counts = new Map<string, number>();
	for (const id of templateIds) if (id !== null) counts.set(id, (counts.get(id) ?? 0) + 1);
	const [most] = [...counts].sort((a, b) => b[1] - a[1]);
	if (!most || most[1] < FEWEST_TESTS || most[1] * 2 < templateIds.length) return null;
	return { templateId: most[0], tests: most[1] };
}

/** Two tests of one file often fail together. */
const FEWEST_TESTS = 3;
