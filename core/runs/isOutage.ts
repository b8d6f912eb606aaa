/**
 * Whether a run failed as a whole: at least half of its tests, and not just a few. Something that all of them need was
 * away then, which says nothing about any one of them.
 */
export function isOutage({ failedTests, passedTests }: { failedTests: number; passedTests: number }): boolean {
	return failedTests >= OUTAGE.tests && failedTests >= OUTAGE.share * (failedTests + passedTests);
}

/** So many tests of one run that fail by one error have a common cause too. */
export const SHARED_ERROR_TESTS = 10;

const OUTAGE = { tests: 5, share: 0.5 };
